"""How static files are stored in production: under hashed names, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Also renames what one script module imports from another, so that a new release never runs an old half."""

    support_js_module_import_aggregation = True
