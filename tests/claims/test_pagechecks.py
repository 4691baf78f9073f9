"""Rules of the whole page. All texts are our own."""

import pytest

from articles.claims import analyse
from articles.claims.types import ArticleText, Severity

GOOD = """{{ helpline:one }}

Antidepressants are medicines that help some people with depression.

Thoughts of suicide can become stronger when people under 25 start an antidepressant, or when the dose changes.
Get help at once.

Stopping suddenly can cause withdrawal symptoms. The dose of an antidepressant is usually reduced in stages with your
prescriber. Talk to your doctor before you stop.

{{ helpline:two }}
"""


def page_of(body: str, **parts: str) -> dict[str, Severity]:
    analysis = analyse(ArticleText(**{"title": "", "body": body, **parts}))
    return {found.rule: found.severity for found in analysis.page}


def test_a_well_worded_page_on_antidepressants_passes():
    assert page_of(GOOD) == {}


def test_well_worded_warnings_hit_no_blocking_rule():
    analysis = analyse(ArticleText(title="", body=GOOD))
    assert [claim.blocking for claim in analysis.claims if claim.blocking] == []
    assert [found.rule for found in analysis.wording if found.severity is Severity.BLOCK] == []


def test_a_page_on_antidepressants_without_the_early_warning_is_blocked():
    body = GOOD.replace(
        "Thoughts of suicide can become stronger when people under 25", "Headaches can become stronger when tall people"
    )
    assert page_of(body) == {"M08": Severity.BLOCK}


def test_a_page_on_antidepressants_without_the_line_on_stopping_is_told():
    assert page_of(GOOD.replace("in stages", "now and then")) == {"M09": Severity.HIGH}


def test_one_mention_of_antidepressants_does_not_make_the_page_about_them():
    assert not {"M08", "M09"} & set(page_of("Sertraline is a medicine. Walking helps with mood."))


@pytest.mark.parametrize("word", ["suicide", "self-harm", "suicidal thoughts"])
def test_a_page_that_speaks_of_a_crisis_needs_a_help_line(word):
    assert page_of(f"Many families know {word} from near.")["C01"] is Severity.BLOCK


def test_a_help_line_in_the_middle_is_not_enough():
    filler = "\n\n".join(f"Part {number} of the text." for number in range(12))
    assert "C01" in page_of(f"Suicide is hard to speak of.\n\n{filler}\n\n{{{{ helpline:a }}}}\n\n{filler}")
    assert "C01" not in page_of(f"{{{{ helpline:a }}}}\n\nSuicide is hard to speak of.\n\n{filler}")
    assert "C01" not in page_of(f"Suicide is hard to speak of.\n\n{filler}\n\n{{{{ helpline:a }}}}")


def test_one_service_is_fewer_than_two():
    assert page_of("{{ helpline:a }}\n\nSuicide is hard to speak of.")["C02"] is Severity.HIGH
    assert "C02" not in page_of("{{ helpline:a }}\n\nSuicide is hard to speak of.\n\n{{ helpline:b }}")


def test_an_entry_of_the_help_line_list_needs_no_help_line_and_may_hold_its_number():
    entry = ArticleText(
        title="Listening line", body="We listen to people in a suicidal crisis. Ring 116 123.", kind="helpline"
    )
    analysis = analyse(entry)
    assert analysis.page == ()
    assert [found.rule for found in analysis.wording] == []
    article = analyse(ArticleText(title="Listening line", body=entry.body))
    assert "C03" in {found.rule for found in article.wording}


def test_an_overdose_needs_an_emergency_line():
    assert "C05" in page_of("An overdose of paracetamol damages the liver.")
    assert "C05" not in page_of("An overdose of paracetamol damages the liver. Call 999 at once.")


def test_prescription_medicines_may_not_be_promoted():
    text = "Sertraline and calm in one app."
    assert page_of(text, kind="promo")["P02"] is Severity.BLOCK
    assert page_of(text, kind="standing")["P02"] is Severity.BLOCK
    assert "P02" not in page_of(text, kind="article")
    assert "P02" not in page_of("Paracetamol and calm.", kind="promo")


def test_an_article_without_claims_is_not_waved_through():
    assert page_of("The office moved to the new house in May.") == {"R10": Severity.BLOCK}
    assert page_of("The office moved to the new house in May.", kind="standing") == {}


def test_a_heading_that_names_suicide_needs_a_word_of_help():
    assert "S15" in page_of("## Suicide in the city\n\nText.")
    assert "S15" not in page_of("## Getting help with suicidal thoughts\n\nText.")


def test_a_page_on_gabapentinoids_needs_its_cautions():
    text = "Pregabalin eases nerve pain. Gabapentin is alike."
    assert "M14" in page_of(text)
    assert "M14" not in page_of(f"{text} Both can slow breathing, and people can become dependent on them.")


def test_a_page_on_nerve_pain_needs_red_flags():
    assert "N09" in page_of("It burns.", title="Nerve pain")
    assert "N09" not in page_of("Loss of bladder control is an emergency.", title="Nerve pain")


def test_a_page_without_a_country_is_told_when_the_country_matters():
    licence = "Duloxetine is licensed for nerve pain."
    assert "P07" in page_of(licence, region="")
    assert "P07" not in page_of(licence, region="GB")


def test_a_help_line_without_a_country_is_told():
    assert page_of("{{ helpline:a }}\n\nText.", region="")["C07"] is Severity.MEDIUM
    assert "C07" not in page_of("{{ helpline:a }}\n\nText.", region="GB")
    assert "C07" not in page_of("Text.", region="")


def test_intensive_practice_needs_a_caution():
    assert "T02" in page_of("On this retreat we practise holding your breath.")
    assert "T02" not in page_of("On this retreat we practise holding your breath. Stop if you feel worse.")


def test_a_page_with_sensitive_sentences_needs_a_note_at_the_top():
    text = "He spoke of abuse. She spoke of self-harm. They lived with eating disorders."
    assert "S16" in page_of(text)
    assert "S16" not in page_of(f"Content note: this page mentions self-harm.\n\n{text}")


CARE = """::: urgent Speak to a GP if:

- the low mood lasts for weeks
- you cannot sleep
:::
"""


def test_a_care_box_says_when_it_is_meant_and_lists_the_signs():
    assert "C06" not in page_of(CARE)
    assert page_of(CARE.replace(" if:", ""))["C06"] is Severity.MEDIUM
    assert "C06" in page_of(CARE.replace("- ", ""))


def test_two_boxes_of_one_urgency_are_told_and_two_of_different_urgency_are_not():
    assert "C06" in page_of(CARE + "\n" + CARE.replace("a GP", "a nurse"))
    assert "C06" not in page_of(CARE + "\n" + CARE.replace("urgent", "emergency").replace("Speak to a GP", "Call 999"))


def test_boxes_that_are_not_about_getting_help_are_free():
    assert "C06" not in page_of("::: note Good to know\n\nThe library opens at ten.\n:::\n")


@pytest.mark.parametrize(
    "text",
    [
        "See [this lamp](https://www.amazon.co.uk/dp/B01?x=1&tag=calm-21).",
        "Buy [the mat](https://shop.example/mat?affid=77).",
        "Use our discount code CALM at the till.",
        "This post is sponsored.",
    ],
)
def test_advertising_must_be_declared_at_the_top(text):
    filler = "\n\n".join(f"Part {number} of the text." for number in range(6))
    assert page_of(f"{filler}\n\n{text}")["P04"] is Severity.BLOCK
    assert "P04" not in page_of(f"We earn a commission when you buy through our links.\n\n{filler}\n\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        "See [the guideline](https://www.nice.org.uk/guidance?tag=sleep).",
        "The trial was sponsored by a university.",
        "His sponsor in the group rang him.",
    ],
)
def test_ordinary_links_and_sponsors_of_other_kinds_are_no_advertising(text):
    assert "P04" not in page_of(text)


def test_long_sentences_are_told_as_advice_with_their_number_and_the_longest():
    long = "We walked " + "and walked " * 14 + "home."
    analysis = analyse(ArticleText(title="", body=f"We rested.\n\n{long}"))
    (found,) = [item for item in analysis.page if item.rule == "Q04"]
    assert found.severity is Severity.LOW
    assert (
        "1 sentence has more than 25 words; the longest, with 31, begins “We walked and walked and walked"
        in found.message
    )
    assert "Q04" not in page_of("We rested. Then we walked home.")
