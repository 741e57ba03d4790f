"""Our own pages under /cms/."""

urlpatterns = []
