"""The admin of Django in a real browser under our policy."""

import pytest
from django.contrib.auth.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_editor_signs_in_and_the_policy_is_kept(live_server, page):
    User.objects.create_superuser("editor", password="a password for this test")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a password for this test")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Your desk").wait_for()
    page.goto(f"{live_server.url}/admin/auth/user/add/")
    page.get_by_label("Username").wait_for()


def test_a_script_written_into_a_page_does_not_run(live_server, page, page_errors):
    page.goto(f"{live_server.url}/admin/login/")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "run"';
        document.body.append(script);
    }""")
    assert page.title() != "run"
    assert len(page_errors) == 1
    page_errors.clear()
