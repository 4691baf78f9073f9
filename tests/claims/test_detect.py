"""What is a claim, how risky it is, and who must be asked. All sentences are our own."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims import DetectorError, analyse
from articles.claims.types import ArticleText, ClaimFinding, ClaimType, Competence, Risk
from articles.markup import MarkupError


def claims_of(body: str, **parts: str) -> dict[str, ClaimFinding]:
    analysis = analyse(ArticleText(**{"title": "", "body": body, **parts}))
    return {analysis.segments[claim.segment].text: claim for claim in analysis.claims}


@pytest.mark.parametrize(
    "sentence",
    [
        "Sertraline can make you feel sick in the first week.",
        "Most people take one tablet in the morning.",
        "Tramadol and mirtazapine are a dangerous combination.",
        "Pregabalin is used for nerve pain.",
        "Never change the dose of lithium on your own.",
        "This herb works as well as antidepressants.",
        "If you have thoughts of suicide, call the emergency services.",
        "Self-harm is often a way of coping with strong feelings.",
        "Women who are pregnant should not take valproate.",
    ],
)
def test_what_could_hurt_somebody_is_a_claim_of_high_risk(sentence):
    assert claims_of(sentence)[sentence].risk is Risk.HIGH


@pytest.mark.parametrize(
    "sentence",
    [
        "Panic disorder often begins in early adult life.",
        "About 4% of adults have bipolar disorder.",
        "Cognitive behavioural therapy helps many people with insomnia.",
        "See your doctor if you cannot sleep for a month.",
        "Shift work raises the risk of depression.",
    ],
)
def test_claims_about_named_conditions_and_care_are_of_medium_risk(sentence):
    assert claims_of(sentence)[sentence].risk is Risk.MEDIUM


@pytest.mark.parametrize(
    "sentence", ["A walk in the park improves your mood.", "Regular stretching helps you to feel more relaxed."]
)
def test_general_benefits_are_claims_of_low_risk(sentence):
    assert claims_of(sentence)[sentence].risk is Risk.LOW


@pytest.mark.parametrize(
    "text",
    [
        "How does sertraline work?",
        "Is therapy right for me?",
        "Let us look at the questions one by one.",
        "The office is open from Monday to Friday.",
        "Download the booklet from our website.",
        "Here is where the story gets interesting.",
        "* Inhale through the nose\n* Hold\n* Exhale through the mouth",
        "## Understanding anxiety",
        "## The bottom line",
        "Set three goals for the week.",
    ],
)
def test_questions_service_rhetoric_and_bare_steps_are_no_claims(text):
    assert claims_of(text) == {}


def test_a_story_about_one_person_is_no_claim_and_a_general_sentence_in_it_is():
    story = (
        "I moved to the coast that spring. My brother said I looked tired. He made tea and we sat on the wall. "
        "She had not slept since the funeral. I cried on the way home. We did not talk about it again.\n\n"
        "Grief raises the risk of depression."
    )
    assert set(claims_of(story)) == {"Grief raises the risk of depression."}


def test_a_fragment_is_a_claim_through_its_stem():
    found = claims_of("Symptoms of depression include:\n\n* waking early\n* no appetite")
    assert {"waking early", "no appetite"} <= set(found)
    assert found["waking early"].types == (ClaimType.DIAGNOSIS,)


@pytest.mark.parametrize(
    "line",
    [
        "In an emergency, dial triple zero.",
        "Text LANTERN to 60155.",
        "988 – call or text",
        "Red: ring 999",
        "Samaritans: 116 123",
        "Ambulance: 112",
        "The night line is 0800 555 0119.",
    ],
)
def test_the_number_for_an_emergency_is_never_missed_however_short_the_line(line):
    for body in (line, f"## {line}\n\nOpen from nine to five.", f"## Who to contact\n\n- {line}\n- The front desk"):
        claim = claims_of(body)[line]
        assert claim.risk is Risk.HIGH
        assert ClaimType.CRISIS in claim.types
        assert Competence.SAFETY in claim.competences


@pytest.mark.parametrize("question", ["Can I take ibuprofen with lithium?", "Can I take St John's wort with the pill?"])
def test_a_word_that_answers_whether_something_may_be_taken_is_a_claim_of_high_risk(question):
    for body in (
        f"* {question} No.\n* Do you sell umbrellas? No.",
        f"## {question}\n\nNo.\n\n## Is the shop open?\n\nNo.",
    ):
        assert [claim.risk for claim in claims_of(body).values()] == [Risk.HIGH]


@pytest.mark.parametrize(
    "effect",
    ["can help you relax", "may help people fall asleep", "helps children concentrate", "makes it easier to wind down"],
)
def test_what_helps_people_rest_or_think_is_a_claim_on_any_page(effect):
    line = f"A puzzle on the table {effect}."
    for title in ("Five ideas for the evening", "Our shop in the old mill", "The winter I learned to cook"):
        assert claims_of(f"We opened in May.\n\n{line}\n\nThe kettle is on.", title=title)[line].risk is Risk.LOW


def test_telling_the_reader_what_to_ask_asks_nothing():
    line = 'If you are worried about him, ask plainly: "Are you thinking of suicide?"'
    assert claims_of(line)[line].risk is Risk.HIGH
    assert not claims_of("Are you thinking of a holiday?")


def test_a_question_that_asserts_is_a_claim():
    assert claims_of("Did you know that exercise lowers the risk of depression?")


def test_a_heading_that_asserts_is_a_claim():
    assert claims_of("## Antidepressants relieve nerve pain")


def test_every_claim_has_types_and_a_reason_in_words():
    body = "Meditation reduces anxiety. Take 20 mg at night. Stress harms the heart.\n\n* Better sleep"
    for claim in claims_of(body).values():
        assert claim.types
        assert claim.reasons
        assert all(reason.message.endswith(".") and reason.rule for reason in claim.reasons)
        assert 0 < claim.score <= 1


def test_a_blocking_rule_stands_beside_the_risk_with_its_competence():
    claim = claims_of("Throw away your antidepressants.")["Throw away your antidepressants."]
    assert claim.blocking == ("M01",)
    assert Competence.PRESCRIBING in claim.competences


def test_naming_a_method_asks_for_a_safety_reader():
    claim = claims_of("She hanged herself in spring.")["She hanged herself in spring."]
    assert claim.crisis
    assert Competence.SAFETY in claim.competences


def test_a_wording_rule_never_makes_a_claim():
    analysis = analyse(ArticleText(title="", body="What a crazy week at the office."))
    assert [found.rule for found in analysis.wording] == ["L06"]
    assert analysis.claims == ()


# ----------------------------------------------------------------------------------------------- is it about a
# medicine?


def test_a_sentence_is_about_the_medicine_of_the_sentence_before():
    found = claims_of("Sertraline is an antidepressant. It can make you sleepy.")
    assert found["It can make you sleepy."].medicine
    assert found["It can make you sleepy."].risk is Risk.HIGH


def test_a_list_item_is_about_the_medicine_of_its_stem():
    found = claims_of("Side effects of amitriptyline include:\n\n* a dry mouth\n* drowsiness")
    assert found["a dry mouth"].medicine


def test_a_sentence_is_about_the_medicine_of_its_heading_or_title():
    assert claims_of("## Fluoxetine\n\nIt can make you restless.")["It can make you restless."].medicine
    assert claims_of("It can make you restless.", title="Fluoxetine")["It can make you restless."].medicine


def test_a_sentence_on_talking_therapy_is_not_about_the_medicine_of_its_heading():
    body = "## Antidepressants and other help\n\nTalking therapy helps many people with depression."
    assert not claims_of(body)["Talking therapy helps many people with depression."].medicine


def test_a_sentence_without_medicine_is_not_about_one():
    assert not claims_of("Meditation reduces stress.")["Meditation reduces stress."].medicine


# --------------------------------------------------------------------------------------------------------- the whole
# text


def test_title_summary_and_description_are_read_too():
    found = claims_of(
        "Welcome.", title="Yoga cures insomnia", summary="It eases pain.", meta_description="Beat anxiety fast."
    )
    assert set(found) == {"Yoga cures insomnia", "It eases pain.", "Beat anxiety fast."}


def test_a_help_line_is_no_claim():
    assert claims_of("{{ helpline:samaritans }}") == {}


def test_medicines_named_are_listed_once_in_lower_case():
    mentions = analyse(
        ArticleText(title="", body="Prozac and SERTRALINE. Sertraline is an SSRI. Paracetamol too.")
    ).mentions
    assert mentions.substances == ("sertraline",)
    assert mentions.brands == ("prozac",)
    assert mentions.classes == ("ssri",)


def test_the_place_of_a_wording_finding_is_its_words_in_the_source():
    body = "Some say he *committed   suicide* in June."
    found = next(found for found in analyse(ArticleText(title="", body=body)).wording if found.rule == "S01")
    assert body[found.start : found.end] == "committed   suicide"
    assert found.part == "body"


def test_headings_in_text_without_markup_give_context():
    body = "Pregabalin\n\nIt can make you dizzy when you stand up."
    assert claims_of(body)["It can make you dizzy when you stand up."].medicine


def test_the_same_text_gives_the_same_findings():
    article = ArticleText(title="Sleep", body="Melatonin helps. Stress harms.\n\n* Better sleep\n\nSee a doctor.")
    assert analyse(article) == analyse(article)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_no_text_that_the_parser_accepts_breaks_detection(text):
    with suppress(MarkupError):  # refused with a sentence for the editor
        analyse(ArticleText(title=text[:40], body=text))


@given(
    st.lists(
        st.sampled_from(
            [
                "sertraline",
                "*",
                "#",
                ">",
                "|",
                "{",
                "}",
                "[",
                "]",
                "(",
                ")",
                "?",
                ".",
                "20",
                "mg",
                "stop",
                "İ",
                "ﬀ",
                "ß",
                "\u200b",
                "suicide",
                "no",
                "not:",
                "\n\n",
            ]
        ),
        max_size=40,
    )
)
def test_no_mixture_of_markup_and_medicine_breaks_detection(words):
    analyse(ArticleText(title="", body=" ".join(words)))


def test_a_failure_inside_is_told_as_a_detector_error():
    with pytest.raises(DetectorError, match="could not be found"):
        analyse(ArticleText(title="", body="Text."), ruleset="no rule set")  # type: ignore[arg-type]


def test_time_grows_with_the_text_and_not_faster():
    def seconds(repeats: int) -> float:
        body = "Stop stop stop taking taking the the medicine in in pain pain. Breathe.\n\n" * repeats
        best = 9.0
        for _ in range(3):
            started = time.process_time()
            analyse(ArticleText(title="", body=body))
            best = min(best, time.process_time() - started)
        return best

    seconds(10)
    assert seconds(800) < 8 * seconds(200) + 0.05


def test_one_very_long_sentence_is_answered_in_reasonable_time():
    started = time.process_time()
    analyse(ArticleText(title="", body="you should stop the pain of the medicine and " * 1500))
    assert time.process_time() - started < 5
