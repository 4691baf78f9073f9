"""Look-up by DOI and PMID: what is read from good answers, and what is said about every other kind."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from articles.literature.client import ATTEMPTS, LARGEST, LookupFailed, NotKnown
from articles.literature.lookup import look_up
from articles.literature.record import Notice
from tests.literature.answers import Answers, Recorded, put_in_place, recorded, serving

DOI = "10.5555/example.review.2018"


@pytest.fixture
def answers(settings: Any) -> Iterator[Answers]:
    with serving() as server:
        put_in_place(settings, server)
        yield server


def failure(number: str = DOI) -> str:
    with pytest.raises(LookupFailed) as caught:
        look_up(number)
    return str(caught.value)


@pytest.mark.parametrize(
    "typed", [DOI, DOI.upper(), f"https://doi.org/{DOI}", f"http://dx.doi.org/{DOI}", f"doi:{DOI}", f" DOI: {DOI} "]
)
def test_a_doi_is_found_however_it_is_written(answers: Answers, typed: str) -> None:
    record = look_up(typed)
    assert record.title == (
        "Antidepressants for acute depression in adults: a systematic review & network meta-analysis"
    )
    assert (record.publisher, record.year, record.doi) == ("Example Journal of Medicine", 2018, DOI)
    assert record.url == f"https://doi.org/{DOI}"
    assert record.kind == ""
    assert record.notices == ()


@pytest.mark.parametrize("typed", ["11111111", "PMID: 11111111", "https://pubmed.ncbi.nlm.nih.gov/11111111/"])
def test_a_pmid_is_found_with_the_kind_that_the_indexers_gave(answers: Answers, typed: str) -> None:
    record = look_up(typed)
    assert (record.title, record.kind) == ("Antidepressants for acute depression in adults", "systematic_review")
    assert (record.pmid, record.doi, record.year) == ("11111111", DOI, 2018)


def test_a_retraction_that_crossref_knows_is_reported(answers: Answers) -> None:
    record = look_up("10.5555/example.trial.2012")
    assert record.grave == [Notice("Retraction", "10.5555/example.retraction.2014", "2014-02-03")]


def test_a_correction_is_reported_and_is_not_grave(answers: Answers) -> None:
    record = look_up("10.5555/example.cohort.2020")
    assert record.notices == (Notice("Correction", "10.5555/example.erratum.2021", "2021-01"),)
    assert record.grave == []
    assert (record.publisher, record.year) == ("Example Press", 2020)


def test_a_retraction_that_pubmed_knows_is_reported(answers: Answers) -> None:
    assert look_up("22222222").grave == [Notice("Retraction", "Ex J Med. 2014 Feb;3(2):9")]


def test_without_crossref_the_word_of_pubmed_stands(answers: Answers, settings: Any) -> None:
    settings.CROSSREF_URL = "https://elsewhere.example"
    assert look_up("11111111").title == "Antidepressants for acute depression in adults"


@pytest.mark.parametrize(("typed", "who"), [("10.5555/nothing", "Crossref knows no work"), ("99", "PubMed knows no")])
def test_an_unknown_number_is_said_in_one_sentence(answers: Answers, typed: str, who: str) -> None:
    with pytest.raises(NotKnown, match=who):
        look_up(typed)


@pytest.mark.parametrize("typed", ["", "depression", "10.5555", "-1", "1234567890", "http://127.0.0.1/", "٣٤", "../x"])
def test_what_is_no_number_is_asked_of_nobody(answers: Answers, typed: str) -> None:
    assert "neither a DOI" in failure(typed)
    assert answers.asked == []


@pytest.mark.parametrize("suffix", ["a/../../../admin", "x?y=1#z", "x@elsewhere.example", "//elsewhere.example/"])
def test_nothing_in_a_number_leaves_the_path_of_works(answers: Answers, suffix: str) -> None:
    failure(f"10.5555/{suffix}")
    path = answers.asked[0][0]
    assert path.startswith("/works/10.5555%2F")
    assert path.count("/") == 2
    assert "?" not in path


def test_the_services_are_told_who_asks(answers: Answers, settings: Any) -> None:
    settings.CONTACT_EMAIL = "desk@example.org"
    look_up("11111111")
    path, headers = answers.asked[0]
    assert "mailto:desk@example.org" in headers["User-Agent"]
    assert "email=desk%40example.org" in path


def test_the_same_number_is_asked_once_an_hour(answers: Answers) -> None:
    first = look_up("10.5555/example.trial.2012")
    assert look_up("10.5555/example.trial.2012") == first
    assert len(answers.asked) == 1


def test_a_passing_fault_is_tried_again(answers: Answers) -> None:
    def behave(request: Recorded) -> None:
        request.send(b"", 503) if len(answers.asked) == 1 else recorded(request)

    answers.behave = behave
    assert look_up(DOI).year == 2018
    assert len(answers.asked) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_service_is_tried_a_few_times_and_no_more(answers: Answers, status: int) -> None:
    answers.behave = lambda request: request.send(b"", status)
    assert "busy" in failure()
    assert len(answers.asked) == ATTEMPTS


@pytest.mark.parametrize("asked", ["7200", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 5000])
def test_a_long_wait_that_is_asked_for_is_not_waited_out(answers: Answers, asked: str) -> None:
    answers.behave = lambda request: request.send(b"", 429, Retry_After=asked)
    assert "try again later" in failure()
    assert len(answers.asked) == 1


def test_a_slow_service_is_given_up(answers: Answers, settings: Any) -> None:
    settings.LITERATURE_SECONDS = 0.3
    answers.behave = lambda request: answers.over.wait(20) and None
    assert "did not answer within 0.3 seconds" in failure()


def test_a_dripping_answer_is_given_up(answers: Answers, settings: Any) -> None:
    settings.LITERATURE_SECONDS = 0.5

    def drip(request: Recorded) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        while not answers.over.wait(0.05):
            request.wfile.write(b" ")

    answers.behave = drip
    assert "did not answer within" in failure()


def test_a_huge_answer_is_not_read(answers: Answers) -> None:
    answers.behave = lambda request: request.send(b'{"message": "' + b"x" * (LARGEST + 1) + b'"}')
    assert "too long" in failure()


def test_a_packed_answer_is_not_unpacked(answers: Answers) -> None:
    packed = gzip.compress(b" " * 10_000)
    answers.behave = lambda request: request.send(packed, Content_Encoding="gzip")
    assert "could not be read" in failure()
    assert answers.asked[0][1]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Maintenance</html>",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"message"',
        b"{}",
        b'{"message": []}',
        b'{"message": {"title": "not a list", "DOI": "10.5555/x"}}',
        b'{"message": {"title": [7], "DOI": "10.5555/x"}}',
        b'{"message": {"title": ["No DOI"]}}',
        b'{"message": {"title": ["Odd"], "DOI": "10.5555/x", "updated-by": 7}}',
        b"[" * 100_000,
    ],
)
def test_an_answer_of_another_form_is_said_to_be_unreadable(answers: Answers, body: bytes) -> None:
    answers.behave = lambda request: request.send(body)
    assert "could not be read" in failure()


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"result": 7}', b'{"result": {"11111111": {"title": ""}}}'])
def test_an_odd_answer_of_pubmed_is_said_to_be_unreadable(answers: Answers, body: bytes) -> None:
    answers.behave = lambda request: request.send(body)
    assert "PubMed gave an answer that could not be read" in failure("11111111")


def test_an_answer_that_breaks_off_is_said_in_words(answers: Answers) -> None:
    def behave(request: Recorded) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b"{")
        request.close_connection = True

    answers.behave = behave
    assert failure().startswith("Crossref ")


def test_markup_and_control_characters_in_an_answer_are_only_words(answers: Answers) -> None:
    work = {"title": ["A <script>alert(1)</script> b\x00c &lt;i&gt;"], "DOI": "10.5555/x", "URL": "javascript:alert(1)"}
    answers.behave = lambda request: request.send(json.dumps({"message": work}).encode())
    record = look_up("10.5555/x")
    assert record.title == "A alert(1) b c <i>"
    assert record.url == "https://doi.org/10.5555/x"


def test_a_redirect_inside_the_service_is_followed(answers: Answers) -> None:
    def behave(request: Recorded) -> None:
        if request.path.startswith("/works/10.5555%2Fold"):
            return request.send(b"", 301, Location=f"/works/{DOI.replace('/', '%2F')}")
        return recorded(request)

    answers.behave = behave
    assert look_up("10.5555/old").doi == DOI


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/latest", "//localhost/x", "https://127.0.0.1/x", "file:///etc/passwd", "http://["]
)
def test_a_redirect_to_another_place_is_not_followed(answers: Answers, place: str) -> None:
    answers.behave = lambda request: request.send(b"", 302, Location=place)
    assert "another host" in failure() or "makes no sense" in failure()


def test_redirects_in_circles_end(answers: Answers) -> None:
    answers.behave = lambda request: request.send(b"", 302, Location=request.path)
    assert "circles" in failure()


def test_a_refusal_is_said_with_its_status(answers: Answers) -> None:
    answers.behave = lambda request: request.send(b"", 403)
    assert "status 403" in failure()
    assert len(answers.asked) == 1


def test_without_a_network_it_says_so(answers: Answers, settings: Any) -> None:
    with serving() as gone:
        pass
    settings.CROSSREF_URL = gone.url
    assert failure() == "Crossref could not be reached: try again later, or describe the source by hand."


@pytest.mark.parametrize(
    "base", ["https://elsewhere.example", "http://localhost:9", "https://127.0.0.1@elsewhere.example", "ftp://x"]
)
def test_a_host_that_the_settings_do_not_name_is_never_called(answers: Answers, settings: Any, base: str) -> None:
    settings.CROSSREF_URL = base
    assert "do not allow" in failure()


def test_a_host_is_called_over_https_only(answers: Answers, settings: Any) -> None:
    settings.LITERATURE_PLAIN_LOOPBACK = False
    assert "HTTPS only" in failure()
    settings.LITERATURE_HOSTS = frozenset({"api.crossref.org"})
    settings.CROSSREF_URL = "http://api.crossref.org"
    assert "HTTPS only" in failure()
    assert answers.asked == []


def test_look_up_may_be_switched_off(answers: Answers, settings: Any) -> None:
    settings.LITERATURE_LOOKUP = False
    assert "switched off" in failure()
    assert answers.asked == []
