"""Which address belongs to which article: the one it has, and those it had while readers knew it."""

from articles.models import Article, FormerAddress


def article_at(slug: str) -> Article | None:
    """The article that has this address, or had it once."""
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        former = FormerAddress.objects.select_related("article").filter(slug=slug).first()
        article = former.article if former else None
    return article


def problem(slug: str, article: Article | None = None) -> str:
    """Why ``slug`` cannot be the address of ``article`` (None: of a new one), in a sentence; empty when it can."""
    if not slug:
        return "The title gives no address: choose a slug of letters and digits."
    other = article_at(slug)
    if other is None or (article is not None and other.pk == article.pk):
        return ""
    if other.slug == slug:
        return f"The address “{slug}” is already in use."
    return f"The address “{slug}” was that of another article, and readers still come by it. Choose another."
