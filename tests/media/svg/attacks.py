"""Drawings that mean harm, written after the kinds that public collections describe.

``REFUSED`` stop the cleaner; ``DEFUSED`` pass it and leave what stands beside them.
``SPY`` is the address that nothing may ask for.
"""

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SPY = "https://spy.example"
BOOM = "alert(1)"


def svg(body, attributes=""):
    return f'<svg {NS} viewBox="0 0 10 10" {attributes}>\n{body}\n</svg>'


def paint(value):
    return f'<path d="M0 0" fill="{value}"/>'


SCRIPT = {
    "script": "<script>alert(1)</script>",
    "script with a prefix": (
        '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'
    ),
    "script of HTML": (
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'
    ),
    "script in another case": "<SCRIPT>alert(1)</SCRIPT>",
    "script in foreign metadata": (
        '<m:metadata xmlns:m="urn:x"><script>alert(1)</script></m:metadata>'
    ),
    "script of an unknown namespace": '<x:script xmlns:x="urn:x">alert(1)</x:script>',
    "script of the namespace xml": "<xml:script>alert(1)</xml:script>",
    "script in a group of another namespace": (
        '<g xmlns="urn:nope"><script>alert(1)</script></g>'
    ),
    "script in an HTML break-out": "<p><script>alert(1)</script></p>",
    "script in a CDATA section of a script": "<script><![CDATA[alert(1)]]></script>",
    "handler element": (
        '<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">'
        "alert(1)</handler>"
    ),
    "event listener": '<listener event="click" handler="#x"/>',
    "event handler": '<path d="M0 0" onclick="alert(1)"/>',
    "event handler in capitals": '<path d="M0 0" ONLOAD="alert(1)"/>',
    "event handler with a namespace": (
        '<path xmlns:e="urn:e" d="M0 0" e:onload="alert(1)"/>'
    ),
    "event handler on a dropped element": '<metadata onload="alert(1)"/>',
    "event handler of an animation": '<g onbegin="alert(1)" onrepeat="alert(1)"/>',
    "event handler of a later standard": '<g onpointerrawupdate="alert(1)"/>',
    "event handler beside a focus": '<g tabindex="0" autofocus="" onfocus="alert(1)"/>',
}

FOREIGN = {
    "foreign object": "<foreignObject><body/></foreignObject>",
    "foreign object in another case": "<foreignobject/>",
    "HTML inside": '<body xmlns="http://www.w3.org/1999/xhtml"><img/></body>',
    "HTML in a dropped element": (
        '<metadata><h:p xmlns:h="http://www.w3.org/1999/xhtml"/></metadata>'
    ),
    "MathML inside": '<math xmlns="http://www.w3.org/1998/Math/MathML"/>',
    "MathML without its namespace": "<math><mtext><mglyph/></mtext></math>",
    "iframe": '<iframe src="https://spy.example"/>',
    "iframe with a document": '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"/>',
    "embed": '<embed src="https://spy.example"/>',
    "object": '<object data="https://spy.example"/>',
    "audio": '<audio src="https://spy.example/x"/>',
    "image of HTML": '<img src="https://spy.example/x"/>',
    "stylesheet link of HTML": '<link rel="stylesheet" href="https://spy.example/x"/>',
    "base": '<base href="https://spy.example/"/>',
    "drawing in a drawing": '<svg viewBox="0 0 1 1"/>',
    "switch": "<switch><g/></switch>",
    "style in a break-out": '<p><style><a id="&lt;/style&gt;&lt;img&gt;"/></style></p>',
}

LINKS = {
    "link": '<a href="https://spy.example"><path d="M0 0"/></a>',
    "javascript link": '<a xlink:href="javascript:alert(1)"><path d="M0 0"/></a>',
    "javascript link by entities": (
        '<a xlink:href="&#x6A;&#97;vascript&#58;alert(1)"><path d="M0 0"/></a>'
    ),
    "external use": '<use href="https://spy.example/a.svg#b"/>',
    "external use by xlink": '<use xlink:href="//spy.example/a.svg#b"/>',
    "external use by another prefix": (
        '<use xmlns:q="http://www.w3.org/1999/xlink" q:href="https://spy.example#b"/>'
    ),
    "external use by a prefix that lies": (
        '<use xmlns:xlink="urn:other" xlink:href="https://spy.example#b"/>'
    ),
    "external use beside a local one": (
        '<use href="#a" xlink:href="https://spy.example#b"/>'
    ),
    "data use": '<use href="data:image/svg+xml;base64,PHN2Zz4=#b"/>',
    "data use by xlink": '<use xlink:href="data:image/svg+xml,x#b"/>',
    "javascript use with spaces": '<use href=" java&#9;script:alert(1)"/>',
    "use behind a line break": '<use href="#a&#10;//spy.example"/>',
    "relative use": '<use href="other.svg#b"/>',
    "use of the page": '<use href=""/>',
    "blob use": '<use href="blob:https://spy.example/1"/>',
    "external gradient": '<linearGradient href="https://spy.example/a.svg#g"/>',
    "external pattern": '<pattern xlink:href="//spy.example/a.svg#p"/>',
    "external image": '<image href="https://spy.example/spy.png"/>',
    "data image": '<image href="data:image/png;base64,AAAA"/>',
    "image of a filter": '<filter><feImage href="https://spy.example/x"/></filter>',
    "image of a filter by data": '<feImage xlink:href="data:image/svg+xml,x"/>',
    "link on a dropped element": '<s:x xmlns:s="urn:s" href="http://spy.example/"/>',
    "text by reference": '<text><tref xlink:href="https://spy.example/a#t"/></text>',
    "cursor": '<cursor xlink:href="https://spy.example/a.cur"/>',
    "color profile": '<color-profile xlink:href="https://spy.example/a.icc"/>',
    "glyph": '<altGlyph xlink:href="https://spy.example/a.svg#g">x</altGlyph>',
    "font": '<font-face-uri xlink:href="https://spy.example/a.svg#f"/>',
    "text along a path": '<text><textPath href="#p">x</textPath></text>',
    "video": '<video src="https://spy.example/v"/>',
    "path of a motion": '<mpath href="https://spy.example/a.svg#p"/>',
}

MOTION = {
    "animation": '<animate attributeName="href" to="javascript:alert(1)"/>',
    "animation of a link by values": (
        '<g><animate attributeName="xlink:href" values="javascript:alert(1);#a"/></g>'
    ),
    "animation from a distance": '<animate href="#a" attributeName="fill" to="red"/>',
    "animation of a transform": '<animateTransform attributeName="transform"/>',
    "animation along a path": '<animateMotion path="M0 0"/>',
    "animation of a color": '<animateColor attributeName="fill"/>',
    "set": '<set attributeName="onclick" to="alert(1)"/>',
    "discard": '<discard href="#a"/>',
}

STYLE = {
    "style element": "<style>path{fill:url(https://spy.example)}</style>",
    "style element with a prefix": (
        '<s:style xmlns:s="http://www.w3.org/2000/svg">*{fill:red}</s:style>'
    ),
    "import in a style element": '<style>@import "https://spy.example";</style>',
    "escaped import in a style element": (
        '<style><![CDATA[@\\69mport "//spy.example";]]></style>'
    ),
    "external paint": paint("url(https://spy.example/#a)"),
    "external paint with quotes": paint("url('http://spy.example#a')"),
    "external paint in capitals": paint("URL(https://spy.example/#a)"),
    "external paint with a space": paint("url ('//spy.example/#a')"),
    "external paint by an entity": paint("url&#40;//spy.example/#a)"),
    "external paint with letters of full width": paint("ｕｒｌ(//spy.example/#a)"),
    "data paint": paint("url(data:image/svg+xml;base64,PHN2Zz4=#a)"),
    "javascript paint": paint("url(javascript:alert(1))"),
    "escaped url in paint": paint(r"u\72l(https://spy.example)"),
    "escaped url with zeros in paint": paint(r"\000075rl(https://spy.example)"),
    "comment in paint": paint("u/**/rl(https://spy.example)"),
    "comment behind a paint": paint("red/*"),
    "image-set in paint": paint("image-set('http://spy.example' 1x)"),
    "source in paint": paint("src('https://spy.example')"),
    "attribute in paint": paint("attr(d url)"),
    "element in paint": paint("element(#a)"),
    "declaration behind a paint": paint("red;background:url(//spy.example)"),
    "second url in paint": paint("url(#a) url(http://spy.example)"),
    "url that does not end": paint("url(#a"),
    "external clip": '<path d="M0 0" clip-path="url(https://spy.example/#a)"/>',
    "external mask": '<path d="M0 0" mask="url(//spy.example/#a)"/>',
    "data mask": '<path d="M0 0" mask="url(data:image/svg+xml,x#a)"/>',
    "external marker": '<path d="M0 0" marker-end="url(a.svg#b)"/>',
    "external filter": '<path d="M0 0" filter="url(https://spy.example/#f)"/>',
    "external cursor": '<path d="M0 0" cursor="url(https://spy.example/c), auto"/>',
    "external mask in a style": (
        '<path d="M0 0" style="-webkit-mask:url(//spy.example)"/>'
    ),
    "external cursor in a style": '<g style="cursor:url(data:x),auto"/>',
    "behavior in a style": '<g style="behavior:url(#default#time2)"/>',
    "binding in a style": '<g style="-moz-binding:url(//spy.example/x.xml#b)"/>',
    "url in a style": '<path d="M0 0" style="fill:url(https://spy.example/#a)"/>',
    "url in a property that is not kept": (
        '<path d="M0 0" style="background:url(https://spy.example)"/>'
    ),
    "escape in a style": r'<path d="M0 0" style="fill:\75rl(https://spy.example)"/>',
    "comment in a style": '<path d="M0 0" style="fi/**/ll:red"/>',
    "at-rule in a style": '<path d="M0 0" style="@import url(http://spy.example)"/>',
    "expression in a style": '<path d="M0 0" style="opacity:expression(alert(1))"/>',
    "variable that is not a figure's": paint("var(--paper)"),
    "variable where no color goes": '<rect width="var(--fig-ink)" height="1"/>',
    "variable with a url behind it": paint("var(--fig-ink, url(https://spy.example))"),
    "variable in a variable": paint("var(--fig-ink, var(--fig-paper))"),
    "function in a transform": '<g transform="url(https://spy.example)"/>',
    "font from afar": '<text font-family="x;src:url(//spy.example)">a</text>',
}

VALUES = {
    "words in a path": '<path d="M0 0 javascript:alert(1)"/>',
    "not a number": '<circle r="NaN"/>',
    "infinity": '<circle r="Infinity"/>',
    "a number on the way to infinity": '<circle cx="1e400" r="1"/>',
    "a number of four hundred digits": f'<circle cx="{"9" * 400}" r="1"/>',
    "a huge number in a path": '<path d="M0 0L1e30 0"/>',
    "a huge number in points": '<polygon points="0 0 99999999999 0 1 1"/>',
    "a huge scale": '<g transform="scale(1e20)"/>',
    "a negative width": '<rect width="-1" height="1"/>',
    "a negative radius": '<circle r="-1"/>',
    "a negative marker": '<marker markerWidth="-5"/>',
    "digits of another script": '<circle r="١"/>',
    "an image under another name": '<g role="button"/>',
    "a layer that is no key": '<g data-layer="bone]"/>',
    "a second phase that reaches out": '<path d="M0 0" data-to-d="url(//spy.example)"/>',
    "a second transform that reaches out": (
        '<g transform="scale(1)" data-to-transform="url(//spy.example)"/>'
    ),
    "a second opacity that is no number": '<g data-to-opacity="alert(1)"/>',
    "points of a second phase that are words": '<polygon data-to-points="alert"/>',
    "a huge number in a second phase": '<path d="M0 0" data-to-d="M0 1e99"/>',
    "the same id twice": '<g id="a"/><g id="a"/>',
    "id that could leave its attribute": '<g id="a&quot; onload=&quot;x"/>',
    "id with a colon": '<g id="javascript:alert(1)"/>',
    "id of a thousand letters": f'<g id="{"a" * 1000}"/>',
    "id beyond ASCII": '<g id="ａ"/>',
    "label by a part outside": '<g aria-labelledby="a, //spy.example"/>',
    "markup in a title": "<g><title><g/></title></g>",
    "markup in a description": "<g><desc><text>x</text></desc></g>",
    "processing instruction": '<?xml-stylesheet href="https://spy.example"?><g/>',
    "PHP": "<?php echo 1 ?><g/>",
    "prefix that is not declared": "<x:g/>",
    "attribute that comes twice": '<g id="a" id="b"/>',
    "two attributes that become one": (
        '<use xmlns:a="http://www.w3.org/1999/xlink"'
        ' xmlns:b="http://www.w3.org/1999/xlink" a:href="#a" b:href="#b"/>'
    ),
    "markup out of order": "<g><path></g></path>",
    "half an entity": "<text>&#x110000;</text>",
    "a character that XML has not": "<text>&#1;</text>",
    "an entity of HTML": "<text>&nbsp;</text>",
}

# Every one of them stands on the second line of its drawing.
REFUSED = {**SCRIPT, **FOREIGN, **LINKS, **MOTION, **STYLE, **VALUES}

# What goes in, and what has to come out of it.
DEFUSED = {
    "end of a title in its text": (
        "<g><title>&lt;/title&gt;&lt;img src=x onerror=alert(1)&gt;</title></g>",
        "<g><title>&lt;/title&gt;&lt;img src=x onerror=alert(1)&gt;</title></g>",
    ),
    "end of a description in a CDATA section": (
        "<g><desc><![CDATA[</desc><script>alert(1)</script>]]></desc></g>",
        "<g><desc>&lt;/desc&gt;&lt;script&gt;alert(1)&lt;/script&gt;</desc></g>",
    ),
    "image in a CDATA section of a text": (
        "<text><![CDATA[<img src=x onerror=alert(1)>]]></text>",
        "<text>&lt;img src=x onerror=alert(1)&gt;</text>",
    ),
    "end of a CDATA section in a text": (
        "<text>]]&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text>",
        "<text>]]&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text>",
    ),
    "style in the text of a title": (
        "<g><title>&lt;style&gt;&lt;!--&lt;/style&gt;&lt;img src=x&gt;</title></g>",
        "<g><title>&lt;style&gt;&lt;!--&lt;/style&gt;&lt;img src=x&gt;</title></g>",
    ),
    "entities written twice": (
        "<text>&amp;lt;script&amp;gt;alert(1)</text>",
        "<text>&amp;lt;script&amp;gt;alert(1)</text>",
    ),
    "comment that HTML ends early": ("<!--><img src=x onerror=alert(1)>-->", ""),
    "comment in a text": (
        "<text>a<!-- !> <img src=x> -->b</text>",
        "<text>ab</text>",
    ),
    "CDATA section outside a text": ("<g><![CDATA[<img src=x>]]></g>", "<g/>"),
    "break-outs of HTML": (
        "<p><b/><br/></p><table><img/></table><h1/><font color='red'/><div/><pre/>"
        "<template><g/></template><noscript/><plaintext/><xmp/><textarea/><select/>",
        "",
    ),
    "form": (
        '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)"/>'
        "</form>",
        "",
    ),
    "refresh": ('<meta http-equiv="refresh" content="0;url=//spy.example"/>', ""),
    "annotation": ('<annotation-xml encoding="text/html"><g/></annotation-xml>', ""),
    "stylesheet of XSLT": (
        '<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform"/>',
        "",
    ),
    "prefix of SVG": (
        '<s:g xmlns:s="http://www.w3.org/2000/svg"><s:path d="M0 0"/></s:g>',
        '<g><path d="M0 0"/></g>',
    ),
    "group of another namespace": ('<g xmlns="urn:nope"><path d="M0 0"/></g>', ""),
    "name in another case": ("<Path d='M0 0'/><CLIPPATH/><G/>", ""),
    "name with a dot": ("<g.x/><text-x/><title.x>a</title.x>", ""),
    "gadgets of script libraries": (
        '<g data-controller="x" data-action="load->x#run" data-structure="y" '
        'hx-get="//spy.example" x-data="alert(1)" v-html="alert(1)" ng-app="" is="x-y" '
        'slot="s" part="p"/>',
        "<g/>",
    ),
    "what HTML does with any element": (
        '<g class="page-cover" tabindex="0" autofocus="" contenteditable="" hidden="" '
        'popover="" nonce="x" inert="" accesskey="x" title="x" itemid="//spy.example"/>',
        "<g/>",
    ),
    "where a link would lead": (
        '<g target="_top" ping="//spy.example" download="" action="//spy.example" '
        'formaction="//spy.example" poster="//spy.example" background="//spy.example"/>',
        "<g/>",
    ),
    "base of its own": (
        '<g xml:base="https://spy.example/"><use href="#a"/></g>',
        '<g><use href="#a"/></g>',
    ),
    "event of XML events": (
        '<g xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="click" '
        'ev:handler="#x"/>',
        "<g/>",
    ),
    "animation by attributes": (
        '<g attributeName="href" from="#" to="javascript:alert(1)" begin="0s" '
        'values="javascript:alert(1)"/>',
        "<g/>",
    ),
    "style that covers the page": (
        '<g style="position:fixed;inset:0;z-index:9;animation:x 1s;content:attr(d)"/>',
        "<g/>",
    ),
    "style with an important end": (
        '<g style="fill:red !important;opacity:0"/>',
        '<g fill="red" opacity="0"/>',
    ),
    "local filter": ('<g filter="url(#f)"/><filter id="f"/>', "<g/>"),
    "use behind a no-break space": (
        '<use href="&#160;#a"/>',
        '<use href="#a"/>',
    ),
    "reference to what is not there": (
        '<use href="#nothing"/><path d="M0 0" fill="url(#nothing)"/>',
        '<use href="#nothing"/><path d="M0 0" fill="url(#nothing)"/>',
    ),
    "ids of page and language": (
        "".join(
            f'<g id="{name}"/>'
            for name in (
                "__proto__",
                "constructor",
                "cookie",
                "location",
                "body",
                "top",
            )
        ),
        "".join(
            f'<g id="{name}"/>'
            for name in (
                "__proto__",
                "constructor",
                "cookie",
                "location",
                "body",
                "top",
            )
        ),
    ),
    "label with markup": (
        '<g aria-label="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"/>',
        '<g aria-label="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"/>',
    ),
    "label with both quotes and a break": (
        '<g aria-label="\'&quot;`&#10;&#9;x"/>',
        '<g aria-label="\'&quot;`&#10;&#9;x"/>',
    ),
    "text of UTF-7": (
        "<text>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</text>",
        "<text>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</text>",
    ),
    "carriage returns": ("<text>a&#13;b&#13;\nc</text>", "<text>a\nb\n\nc</text>"),
    "separators of lines": (
        "<text>a&#x2028;b&#x85;c&#xFEFF;</text>",
        "<text>a\u2028b\u0085c\ufeff</text>",
    ),
    "direction turned over": (
        "<text>&#x202E;txet</text>",
        "<text>\u202etxet</text>",
    ),
    "tiny pattern over a wide field": (
        '<pattern id="p" width=".0001" height=".0001" patternUnits="userSpaceOnUse">'
        '<rect width=".0001" height=".0001"/></pattern>'
        '<rect width="999999999" height="999999999" fill="url(#p)"/>',
        '<pattern height=".0001" id="p" patternUnits="userSpaceOnUse" width=".0001">'
        '<rect height=".0001" width=".0001"/></pattern>'
        '<rect fill="url(#p)" height="999999999" width="999999999"/>',
    ),
    "tiny dashes along a wide line": (
        '<line x2="999999999" stroke="red" stroke-dasharray=".00001"/>',
        '<line stroke="red" stroke-dasharray=".00001" x2="999999999"/>',
    ),
}

# Attributes of the root, none of which may stay.
ROOTS = {
    "size of the page": 'width="100vw" height="9999"',
    "over its edge": 'overflow="visible" x="-99" y="-99"',
    "over its edge by style": 'style="overflow:visible;position:fixed;inset:0"',
    "name of its own": 'id="main" role="alert" aria-label="x" aria-hidden="true"',
    "handles": 'class="modal" data-layer="bone" data-controller="x" tabindex="0"',
    "hidden": 'display="none" visibility="hidden" pointer-events="none"',
    "scripts of another kind": (
        'contentScriptType="text/vbscript" baseProfile="full" version="9" zoomAndPan="x"'
    ),
}
ROOTS_REFUSED = {
    "event handler": f'onload="{BOOM}"',
    "event handler by entities": 'onload="&#97;lert(1)"',
    "moved over the page": 'transform="translate(-99) scale(99)"',
    "moved over the page by style": 'style="transform:scale(99)"',
    "external paint": 'fill="url(//spy.example/#a)"',
    "external background": 'style="background:url(//spy.example)"',
}

# Declarations that lie about what follows; it is read as the text it is.
DECLARATIONS = {
    "XML 1.1": '<?xml version="1.1"?>',
    "UTF-7": '<?xml version="1.0" encoding="UTF-7"?>',
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?>',
    "Latin 1": '<?xml version="1.0" encoding="ISO-8859-1"?>',
    "byte order mark": "\ufeff",
    "no external entities": '<?xml version="1.0" standalone="no"?>',
}
