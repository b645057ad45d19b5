app_name = "ce_quizzes"
urlpatterns = []
