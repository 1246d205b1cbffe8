"""The web console of one node: administrators review its audit log, officers work leads, outcomes and standards.

Pages are rendered on the server (Starlette, Jinja2; htmx for parts of pages, ECharts for plots); every asset is served by the node itself,
nothing outside it is ever called. A page asks the node's own services through `exchange.node.desk`, so what a role may see, why, and what
the audit log says of it are the same as over gRPC.

    app.py          what is served: routes, middleware
    server.py       TLS; beside the gRPC server, or alone
    visitors.py     who is here: sessions
    guarding.py     headers, cross-site requests
    asking.py       a page's questions to the node
    refusing.py     what a service's refusal is in HTTP
    tables.py       rows as a page and as CSV
    forms.py        fields that fill a request
    faults.py       what is said against a field, in the visitor's language
    rendering.py    templates and what they may use
    pages/          one module for each subject; PAGES lists them, with the roles that see them
"""
