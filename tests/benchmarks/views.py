"""What the site's views are measured against: the least that Django asks for."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from courses.models import LessonBody
from quizzes.models import AttemptItem, ResponseEvent


def page(request, pk):
    """Session, user, one row, a template; as long as the page it stands beside."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    row = LessonBody.objects.get(pk=pk)
    return render(request, "bench/page.html", {"row": row})


def answer(request, pk):
    """Session, user; reads a row, compares, inserts a row."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    row = AttemptItem.objects.get(pk=pk)
    given = {"option": request.POST["option"]}
    at = timezone.now()
    if given != row.response:
        ResponseEvent.objects.create(
            item_id=row.pk, number=int(request.POST["number"]), response=given, at=at
        )
    return JsonResponse({"response": given, "saved_at": at})
