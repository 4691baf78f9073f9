"""Can this text be signed at all with the clinicians there are? Said at submit, not after twenty signatures (law 8)."""

from collections.abc import Sequence

from articles.claims.types import Competence
from articles.review.board import Board
from articles.review.gate import Missing, Place
from articles.review.people import Clinician


def problems(board: Board, pool: Sequence[Clinician]) -> list[Missing]:
    """One line for each competence or number of people that the pool cannot provide, with the way out."""
    found: dict[str, Missing] = {}
    for claim in board.open_claims:
        requirement = claim.settlement.requirement
        able = [person for person in pool if person.id not in claim.authors]
        held = frozenset().union(*(person.competences for person in able)) if able else frozenset()
        lacking = requirement.competences - held
        if lacking:
            names = " and ".join(f"“{item.value}”" for item in sorted(lacking))
            found.setdefault(
                f"lacking {names}",
                Missing(
                    "no_signer",
                    f"Nobody who may sign holds {names}. Invite one, or reword the sentences that need it.",
                    Place("credentials"),
                    claim.claim.text,
                ),
            )
        elif len(able) < requirement.signers:
            found.setdefault(
                f"signers {requirement.signers}",
                Missing(
                    "no_signer",
                    f"This needs {requirement.signers} clinicians who did not write it; there are {len(able)}. "
                    "Invite one, or let somebody else write the sentence.",
                    Place("credentials"),
                    claim.claim.text,
                ),
            )
    writers = board.word_authors()
    if not any(Competence.CLINICAL in person.competences and person.id not in writers for person in pool):
        found["attester"] = Missing(
            "no_signer",
            "Every clinician wrote some of these words, so nobody can sign the whole text. Invite another clinician.",
            Place("credentials"),
        )
    return list(found.values())


def pool_words(pool: Sequence[Clinician]) -> str:
    """The pool as a phrase: "3 clinicians, 1 prescribing, 2 safety"."""
    counts = [f"{len(pool)} clinician{'' if len(pool) == 1 else 's'}"]
    for competence in (Competence.PRESCRIBING, Competence.SAFETY):
        counts.append(f"{sum(competence in person.competences for person in pool)} {competence.value}")
    return ", ".join(counts)
