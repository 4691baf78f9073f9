"""The description of a source as a form: on the pages of the register and after a look-up."""

from django import forms

from articles.literature.record import clean_doi, clean_pmid
from articles.models import Source

FIELDS = ("title", "kind", "publisher", "year", "url", "doi", "pmid", "version", "region", "checked_on")


class SourceForm(forms.ModelForm):
    """Everything that is registered of a work. It saves nothing: the use cases do."""

    class Meta:
        model = Source
        fields = FIELDS
        labels = {"url": "Web address"}

    def clean_doi(self) -> str:
        """The DOI in its one form."""
        typed: str = self.cleaned_data["doi"]
        if typed and not clean_doi(typed):
            raise forms.ValidationError("A DOI looks like 10.1000/example.")
        return clean_doi(typed)

    def clean_pmid(self) -> str:
        """The PMID as digits."""
        typed: str = self.cleaned_data["pmid"]
        if typed and not clean_pmid(typed):
            raise forms.ValidationError("A PMID is a number of up to nine digits.")
        return clean_pmid(typed)
