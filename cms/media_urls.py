"""Images and documents of the public library."""

urlpatterns = []
