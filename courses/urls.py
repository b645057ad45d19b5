app_name = "ce_courses"
urlpatterns = []
