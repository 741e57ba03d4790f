"""The styleguide."""

urlpatterns = []
