"""The addresses of readers' pages. They are promises to the outside: they stay."""

from django.urls import URLPattern, path, re_path

from articles.public.houses import HOUSES
from articles.public.views import (
    article,
    correction,
    feed,
    files,
    health,
    helpline,
    home,
    lists,
    media,
    people,
    policy,
    report,
    search,
    sitemap,
    standing,
)

app_name = "public"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("articles/", lists.articles, name="articles"),
    re_path(rf"^articles/(?P<slug>{'|'.join(HOUSES)})/$", standing.moved, name="moved"),
    path("articles/<slug:slug>/", article.article, name="article"),
    path("articles/<slug:slug>/review/", article.review, name="review"),
    path("articles/<slug:slug>/report/", report.report, name="report"),
    path("articles/<slug:slug>/manifest.json", article.manifest, name="manifest"),
    re_path(r"^articles/(?P<slug>[-\w]+)/card-(?P<key>[0-9a-f]{32})\.png$", media.card, name="card"),
    path("topics/", lists.every_topic, name="topics"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    path("authors/", people.authors, name="authors"),
    re_path(r"^authors/(?P<username>[\w.@+-]+)/$", people.author, name="author"),
    path("clinicians/", people.clinicians, name="clinicians"),
    re_path(r"^clinicians/(?P<username>[\w.@+-]+)/$", people.clinician, name="clinician"),
    path("search/", search.search, name="search"),
    path("help-now/", helpline.help_now, name="help"),
    path("about/", standing.about, name="about"),
    path("editorial-policy/", policy.editorial_policy, name="policy"),
    path("review-policy/", policy.review_policy, name="review_policy"),
    path("accessibility/", standing.accessibility, name="accessibility"),
    path("privacy/", standing.privacy, name="privacy"),
    path("stay-safe-online/", standing.stay_safe, name="safe"),
    path("corrections/", correction.corrections, name="corrections"),
    path("feed.xml", feed.atom, name="feed"),
    path("feed.json", feed.json_feed, name="feed_json"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap_pages"),
    path("sitemap-articles-<int:part>.xml", sitemap.articles, name="sitemap_articles"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("site.webmanifest", files.manifest, name="webmanifest"),
    path("favicon.ico", files.favicon, name="favicon"),
    path("apple-touch-icon.png", files.touch_icon, name="touch_icon"),
    path(".well-known/security.txt", files.security, name="security"),
    path("healthz", health.healthz, name="healthz"),
    re_path(
        r"^media/articles/(?P<name>(?P<digest>[0-9a-f]{64})\.(?:avif|png|jpg|webp))$", media.picture, name="picture"
    ),
]
