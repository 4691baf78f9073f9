"""The addresses of readers' pages. They are promises to the outside: they stay."""

from django.urls import URLPattern, path, re_path

from articles.public.views import (
    article,
    correction,
    feed,
    health,
    helpline,
    home,
    lists,
    media,
    policy,
    report,
    search,
)

app_name = "public"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("articles/", lists.articles, name="articles"),
    path("articles/<slug:slug>/", article.article, name="article"),
    path("articles/<slug:slug>/review/", article.review, name="review"),
    path("articles/<slug:slug>/report/", report.report, name="report"),
    path("articles/<slug:slug>/manifest.json", article.manifest, name="manifest"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    re_path(r"^authors/(?P<username>[\w.@+-]+)/$", lists.author, name="author"),
    re_path(r"^clinicians/(?P<username>[\w.@+-]+)/$", lists.clinician, name="clinician"),
    path("search/", search.search, name="search"),
    path("help-now/", helpline.help_now, name="help"),
    path("editorial-policy/", policy.editorial_policy, name="policy"),
    path("corrections/", correction.corrections, name="corrections"),
    path("feed.xml", feed.atom, name="feed"),
    path("feed.json", feed.json_feed, name="feed_json"),
    path("sitemap.xml", feed.sitemap, name="sitemap"),
    path("robots.txt", feed.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    re_path(r"^media/articles/(?P<name>(?P<digest>[0-9a-f]{64})\.(?:png|jpg|webp))$", media.picture, name="picture"),
]
