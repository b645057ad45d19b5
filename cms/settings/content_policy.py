"""What a page of this site may load (Content-Security-Policy)."""

SITE_POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# Wagtail's administration has inline scripts and styles of its own, shows previews in a
# frame and lets editors crop pictures as blobs. No nonce here: it would switch
# 'unsafe-inline' off.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
