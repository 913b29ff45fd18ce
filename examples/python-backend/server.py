"""A backend in Python for discovery, applications, parts and submissions. It decides nothing: what is handed in stays under review.

python3 server.py --provider http://127.0.0.1:8090/oidc [--port 8095] [--origin URL]... [--accounts FILE]
"""

import argparse, base64, hmac, json, re, secrets, sys, threading, time, traceback, uuid
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import protocol as p
from protocol import DATA, Problem, ec, must

LIMITS, OPEN = DATA["discovery"]["limits"], ("draft", "submitted", "processing", "manual_review")
ROLES = {"id_document": True, "social_security_card": False}
EXPOSED = "DPoP-Nonce, WWW-Authenticate, Retry-After, Location, ETag, RateLimit, RateLimit-Policy, Date"
ASKED = "Authorization, DPoP, Content-Type, Idempotency-Key, Content-Digest, If-None-Match, Accept-Language"
ID, SIGNED = r"([A-Za-z0-9_-]{8,64})", ("application/jose+json", 131_072)
ROUTES = [  # method, path, function, media type of the body and its limit
    ("GET", "/me", "me", None),
    ("POST", "/applications", "create", ("application/json", 32_768)),
    ("GET", f"/applications/{ID}", "show", None),
    ("PUT", f"/applications/{ID}/evidence/(0|[1-9][0-9]{{0,3}})", "put_part", ("application/jose", LIMITS["part_max_bytes"])),
    ("GET", f"/applications/{ID}/evidence", "list_parts", None),
    ("POST", f"/applications/{ID}/submission", "submit", SIGNED),
    ("POST", f"/applications/{ID}/withdrawal", "withdraw", SIGNED),
    ("GET", f"/applications/{ID}/result", "result", None),
]

def instant(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")

def fetch(address, form=None):
    with urlopen(address, data=urlencode(form).encode() if form else None, timeout=10) as answer:
        return json.load(answer)

class Backend:
    def __init__(self, port, provider, origins, accounts):
        issuer = f"http://127.0.0.1:{port}"
        self.issuer, self.api, self.provider, self.origins, self.accounts = issuer, f"{issuer}/v1", provider, origins, accounts
        self.lock, self.secret = threading.RLock(), secrets.token_bytes(32)
        self.keys = {use: ec.generate_private_key(ec.SECP256R1()) for use in ("sig", "enc")}
        self.kid = str(int(time.time()))
        self.apps, self.proofs, self.answers, self.provider_keys, self.asked_at = {}, {}, {}, {}, 0.0
        self.notices, self.texts = [], {}
        for notice in DATA["notices"]:
            path, text = f"/notices/{notice['id']}.{notice['locale']}.txt", notice["title"].encode()
            self.texts[path] = text
            self.notices.append({**notice, "url": issuer + path, "sha256": p.digest(text), "required_for": ["document_review"]})
        places = {"issuer": issuer, "api_base": self.api, "jwks_uri": f"{issuer}/jwks", "authorization_servers": [provider]}
        self.discovery = {**DATA["discovery"], **places, "notices": self.notices}
        self.jwks = {"keys": [p.jwk_of(key, kid=f"{use}-{self.kid}", use=use) for use, key in self.keys.items()]}

    def provider_key(self, header):
        if not isinstance(header.get("kid"), str):
            return None
        if header["kid"] not in self.provider_keys and time.time() - self.asked_at > 30:
            self.asked_at = time.time()
            self.metadata = fetch(f"{self.provider}/.well-known/openid-configuration")
            self.provider_keys = {key["kid"]: p.public_key(key) for key in fetch(self.metadata["jwks_uri"])["keys"]}
        return self.provider_keys.get(header.get("kid"))

    def lives(self, token, client):
        """Whether the log-in of a token has not ended (C89), where its provider says so (RFC 7662)."""
        endpoint = self.metadata.get("introspection_endpoint")
        return endpoint is None or fetch(endpoint, {"token": token, "client_id": client}).get("active") is True

    def nonce(self, back=0):
        return p.encode(hmac.digest(self.secret, str(int(time.time() // 150) - back).encode(), "sha256"))[:22]

    def authenticate(self, request, path):
        def good(so, code="invalid_dpop_proof"):
            must(so, code, headers={"WWW-Authenticate": f'DPoP error="{code}", algs="ES256 Ed25519"'})

        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        _, claims = (p.read_jwt(token, self.provider_key, "at+jwt") if scheme.lower() == "dpop" else None) or ({}, {})
        jkt = claims["cnf"].get("jkt") if isinstance(claims.get("cnf"), dict) else None
        times = p.is_int(claims.get("exp")) and claims["exp"] > time.time()
        good(times and jkt and (claims.get("iss"), claims.get("aud")) == (self.provider, self.api), "invalid_token")
        good(self.lives(token, claims["client_id"]), "invalid_token")
        proofs = request.headers.get_all("DPoP") or []
        good(len(proofs) == 1)
        key_of = lambda header: p.public_key(header["jwk"]) if isinstance(header.get("jwk"), dict) else None  # noqa: E731
        header, said = p.read_jwt(proofs[0], key_of, "dpop+jwt") or ({}, {})
        good(said)
        place = urlsplit(str(said.get("htu")))
        good(p.thumbprint(header["jwk"]) == jkt and said.get("htm") == request.command)
        good(f"{place.scheme}://{place.netloc}{place.path}" == self.issuer + path)
        good(said.get("ath") == p.digest(token.encode()) and isinstance(said.get("jti"), str) and 8 <= len(said["jti"]) <= 256)
        good(isinstance(said.get("iat"), (int, float)) and abs(time.time() - said["iat"]) <= 60)
        good(said.get("nonce") in (self.nonce(), self.nonce(1)), "use_dpop_nonce")
        with self.lock:
            self.proofs = {proof: until for proof, until in self.proofs.items() if until > time.time()}
            good((jkt, said["jti"]) not in self.proofs)
            self.proofs[jkt, said["jti"]] = time.time() + 180
        scope = "family:read" if request.command == "GET" else "family:write"
        must(scope in str(claims.get("scope")).split(), "insufficient_scope")
        return {"sub": claims["sub"], "client": claims["client_id"], "auth_time": claims.get("auth_time", 0), "jkt": jkt, "key": key_of(header)}

    def view(self, app):
        shown = {name: app[name] for name in ("id", "status", "version", "method", "relationship")}
        more = {"requirements": [{"role": role, "required": needed} for role, needed in ROLES.items()]} if app["status"] == "draft" else {}
        more |= {"expires_at": instant(app["expires"])} if app.get("expires") else {}
        more |= {"consents_withdrawn_at": instant(app["taken_back"])} if "taken_back" in app else {}
        more |= {"reason": "review_expired"} if app["status"] == "expired" and "submission" in app else {}
        ended = {"retryable": app["status"] in ("expired", "withdrawn"), "appealable": False}
        return {**shown, "updated_at": instant(app["updated"]), "subject_name": p.mask(app["subject"]["name"]), **ended, **more}

    def answer(self, status, app, **headers):
        wait = {"Retry-After": "5" if app["status"] == "manual_review" else "1"} if app["status"] in OPEN[1:] else {}
        return status, self.view(app), {"ETag": f'"{app["version"]}"', **wait, **headers}

    def move(self, app, status, expires=None):
        app.update(status=status, version=app["version"] + 1, updated=time.time(), expires=expires)
        if status in ("withdrawn", "expired"):
            app["parts"] = {}

    def settle(self, app):
        if app["expires"] and app["expires"] <= time.time():
            self.move(app, "expired")
        for before, after, lasts in (("submitted", "processing", None), ("processing", "manual_review", 15 * 86400)):
            if app["status"] == before and time.time() > app["updated"] + 0.3:
                self.move(app, after, lasts and time.time() + lasts)
        return app

    def own(self, who, key):
        app = self.apps.get(key)
        must(app and (app["sub"], app["client"]) == (who["sub"], who["client"]), "not_found")
        return self.settle(app)

    def draft(self, who, key):
        app = self.own(who, key)
        must(app["status"] != "expired" or "submission" in app, "draft_expired")
        must(app["status"] == "draft", "state_conflict")
        must(app["jkt"] == who["jkt"], "key_mismatch")
        return app

    def me(self, who, call):
        mine = [app for app in self.apps.values() if (app["sub"], app["client"]) == (who["sub"], who["client"])]
        left, each = self.left(who["sub"])
        about = {"sub": who["sub"], "name": p.mask(self.accounts.get(who["sub"], {}).get("name", "*")), "relatives_left": left}
        shown = [self.view(app) for app in mine if self.settle(app)["status"] in OPEN]
        return 200, {**about, "relatives_left_by_relationship": each, "applications": shown}, {}

    def left(self, sub, besides=None):
        taken = [app["relationship"] for app in self.apps.values() if app["sub"] == sub and self.settle(app)["status"] in OPEN and app is not besides]
        limited = {one["code"]: one["max_count"] for one in DATA["discovery"]["relationships"] if "max_count" in one}
        return max(0, LIMITS["relatives_max"] - len(taken)), {code: max(0, most - taken.count(code)) for code, most in limited.items()}

    def check_consents(self, consents, child):
        names = ("notice", "version", "sha256", "locale")
        in_force = [[notice["id"], *(notice[name] for name in names[1:])] for notice in self.notices]
        for i, one in enumerate(consents):
            shape = isinstance(one, dict) and one.get("by") in ("operator", "subject", "guardian") and one.get("method") == "checkbox"
            must(shape and isinstance(one.get("at"), str), "malformed", f"/consents/{i}")
            must([one.get(name) for name in names] in in_force, "consent_missing", f"/consents/{i}", "notice_unknown")
        for notice in self.notices:
            giver = notice["given_by"]
            givers = (giver, "guardian") if child and giver == "subject" else (giver,)
            given = any(one["notice"] == notice["id"] and one["by"] in givers for one in consents)
            refusal = ("guardian_required",) if giver == "guardian" else ("consent_missing", "/consents", f"{notice['id']}_missing")
            must(given or (giver == "guardian" and not child), *refusal)

    def create(self, who, call):
        body = p.object_of(call["body"])
        must(body is not None, "malformed", "")
        for name in ("relationship", "method", "subject", "consents"):
            must(isinstance(body.get(name), list if name == "consents" else str), "malformed", f"/{name}")
        rule = next((one for one in DATA["discovery"]["relationships"] if one["code"] == body["relationship"]), None)
        must(rule, "relationship_not_allowed", "/relationship", "relationship_missing")
        header, plain = p.open_jwe(body["subject"], self.keys["enc"], f"enc-{self.kid}", "/subject")
        meant = [header.get(name) for name in ("typ", "cty", "aud", "jkt")]
        good = meant == ["fap-subject+jwe", "application/json", self.issuer, who["jkt"]] and p.timely(header, 600)
        must(good, "invalid_jwe", "/subject")
        born = p.check_subject(subject := p.json_of(plain))
        must(body["method"] != "subject_login", "accounts_not_verified")
        must(body["method"] == "document_review", "malformed", "/method", "unsupported")
        child = p.age(born) < DATA["discovery"]["age_rules"][0]["under"]
        must(not child or rule["guardian_capable"], "relationship_not_allowed", "/relationship", "not_guardian_capable")
        self.check_consents(body["consents"], child)
        must(self.accounts.get(who["sub"], {}).get("number") != subject["id"]["number"], "invalid_subject", "/subject/id/number", "own_number")
        person = [subject["id"][name] for name in ("type", "country", "number")]
        same = [app for app in self.apps.values() if (app["sub"], app["person"]) == (who["sub"], person) and self.settle(app)["status"] in OPEN]
        must(all(app["status"] == "draft" for app in same), "duplicate_relative")
        left, each = self.left(who["sub"], same[0] if same else None)
        must(left > 0 and each.get(rule["code"]) != 0, "quota_exceeded")
        for app in same:
            self.move(app, "withdrawn")
        app = {"id": secrets.token_urlsafe(16), **who, "version": 0, "method": body["method"], "relationship": rule["code"], "parts": {}}
        app |= {"subject": subject, "person": person, "subject_digest": p.digest(body["subject"].encode())}
        app["consents"] = [{**one, "at": instant(time.time())} for one in body["consents"]]
        self.move(app, "draft", time.time() + LIMITS["draft_ttl"])
        self.apps[app["id"]] = app
        return self.answer(201, app, Location=f"{self.api}/applications/{app['id']}")

    def show(self, who, call):
        status, view, headers = self.answer(200, self.own(who, call["named"][0]))
        tags = [tag.strip().removeprefix("W/") for tag in call["headers"].get("If-None-Match", "").split(",")]
        return (304, None, headers) if "*" in tags or headers["ETag"] in tags else (status, view, headers)

    def put_part(self, who, call):
        app, n = self.draft(who, call["named"][0]), int(call["named"][1])
        data, size = call["body"], len(call["body"])
        held = sum(part["size"] for place, part in app["parts"].items() if place != n)
        must(n < LIMITS["parts_max"] and held + size <= LIMITS["evidence_max_bytes"], "evidence_too_large")
        sha256 = p.digest(data)
        stated = re.search(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]+=*):", call["headers"].get("Content-Digest", ""))
        must(stated and stated[1] == base64.b64encode(p.decode(sha256)).decode(), "digest_mismatch")
        header, _ = p.open_jwe(data.decode("latin-1"), self.keys["enc"], f"enc-{self.kid}")
        must((header.get("typ"), header.get("app"), header.get("n")) == ("fap-part+jwe", app["id"], n), "invalid_jwe")
        must(header.get("role") in [*ROLES], "malformed", "/role", "role_not_asked_for")
        must(header.get("cty") in ("image/jpeg", "image/png", "image/webp"), "malformed", "/cty", "type_not_accepted")
        before = app["parts"].get(n)
        must(before is None or before["sha256"] == sha256, "part_conflict")
        app["parts"][n] = {"n": n, "role": header["role"], "sha256": sha256, "size": size, "cty": header["cty"]}
        return 204 if before else 201, None, {}

    def list_parts(self, who, call):
        parts = sorted(self.own(who, call["named"][0])["parts"].items())
        return 200, {"parts": [{name: part[name] for name in ("n", "sha256", "size")} for _, part in parts]}, {}

    def signed(self, who, call, typ, **expected):
        expected |= {"iss": who["client"], "sub": who["sub"], "aud": self.issuer, "htu": self.issuer + call["path"]}
        claims = p.read_signed(call["body"], typ, who, expected)
        must(call["key"] in (None, claims["jti"]), "malformed", "/jti")
        return claims

    def withdraw(self, who, call):
        app = self.own(who, call["named"][0])
        self.signed(who, call, "family-intent+jws", intent="withdraw_application", object=app["id"])
        must(app["status"] != "expired", "state_conflict")
        if app["status"] != "withdrawn":
            self.move(app, "withdrawn")
            app.update(version=app["version"] + 1, subject={"name": "*"}, person=None, taken_back=time.time())
        return self.answer(200, app)

    def result(self, who, call):
        raise Problem("not_final" if self.own(who, call["named"][0])["status"] in OPEN else "state_conflict")  # it decides nothing

    def submit(self, who, call):
        app, sha256 = self.own(who, call["named"][0]), p.digest(call["body"])
        headers = {"Location": f"{self.api}/applications/{app['id']}", "Retry-After": "1"}
        if app.get("submission") == sha256:
            return self.answer(202, app, **headers)
        self.draft(who, app["id"])
        old, most = "insufficient_user_authentication", DATA["discovery"]["max_auth_age"]
        must(time.time() - who["auth_time"] <= most, old, headers={"WWW-Authenticate": f'DPoP error="{old}", max_age="{most}"'})
        claims = self.signed(who, call, "family-submission+jws", app=app["id"])
        for name in ("subject", "client"):
            must(isinstance(claims.get(name), dict), "malformed", f"/{name}")
        for name in ("parts", "consents"):
            must(isinstance(claims.get(name), list) and all(isinstance(one, dict) for one in claims[name]), "malformed", f"/{name}")
        says = (claims.get("relationship"), claims.get("method"), claims["subject"].get("sha256"), "challenge" in claims)
        must(says == (app["relationship"], app["method"], app["subject_digest"], False), "manifest_mismatch")
        alike = lambda one, other, *names: [sorted(json.dumps([item.get(name) for name in names]) for item in items) for items in (one, other)]  # noqa: E731
        said, kept = alike(claims["consents"], app["consents"], "notice", "version", "sha256", "locale", "by", "method")
        must(said == kept, "consent_missing", "/consents")
        said, kept = alike(claims["parts"], app["parts"].values(), "n", "role", "sha256", "size", "cty")
        must(said == kept, "manifest_mismatch", "/parts")
        roles = [part["role"] for part in app["parts"].values()]
        must(len(set(roles)) == len(roles), "manifest_mismatch", "/parts")
        must(all(role in roles for role, needed in ROLES.items() if needed), "evidence_incomplete", "/parts")
        self.move(app, "submitted")
        app["submission"] = sha256
        return self.answer(202, app, **headers)

class Handler(BaseHTTPRequestHandler):
    protocol_version, backend, body_read = "HTTP/1.1", None, False

    def handle_any(self):
        self.body_read = False
        path, instance = self.path.split("?")[0], str(uuid.uuid4())
        try:
            status, body, headers = self.api(path) if path.startswith("/v1/") else self.public(path)
        except Exception as fault:  # noqa: BLE001
            problem = fault if isinstance(fault, Problem) else Problem("internal")
            if problem is not fault:  # where, never what: H06
                print(instance, type(fault).__name__, traceback.extract_tb(fault.__traceback__)[-1].lineno, file=sys.stderr)
            status, headers, code = problem.status, problem.headers, problem.code
            body = {"type": f"{self.backend.issuer}/errors/{code}", "code": code, "status": status, "instance": instance}
            body |= {"retryable": code == "internal", **({"errors": problem.errors} if problem.errors else {})}
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = "application/problem+json" if status >= 400 else "text/plain; charset=utf-8" if isinstance(body, bytes) else "application/json"
        self.send_response(status)
        for name, value in {**self.common(path), **({"Content-Type": kind} if data else {}), **headers}.items():
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(data)))
        if not self.body_read and self.headers.get("Content-Length", "0") != "0":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_OPTIONS = do_DELETE = do_PATCH = do_HEAD = handle_any
    def common(self, path):
        origin = self.headers.get("Origin")
        if not path.startswith("/v1/"):
            return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Date", "Vary": "Origin"}
        allowed = {"Access-Control-Allow-Origin": origin if origin in self.backend.origins else "*", "Access-Control-Expose-Headers": EXPOSED}
        nonce = {"DPoP-Nonce": self.backend.nonce()} if "Authorization" in self.headers else {}
        return {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Origin", **(allowed if origin else {}), **nonce}

    def public(self, path):
        must(self.command == "GET", "method_not_allowed", headers={"Allow": "GET"})
        if path == "/.well-known/family-auth-configuration":
            origin = self.headers.get("Origin")
            stranger = {} if origin in (None, *self.backend.origins) else {"origin_not_allowed": "This page's origin is not registered."}
            return 200, {**self.backend.discovery, **stranger}, {}
        open_to_all = {"/jwks": self.backend.jwks, **self.backend.texts}
        must(path in open_to_all, "not_found")
        return 200, open_to_all[path], {}

    def api(self, path):
        if self.command == "OPTIONS":
            return 204, None, {"Access-Control-Allow-Methods": "GET, POST, PUT", "Access-Control-Allow-Headers": ASKED}
        must(self.headers.get("Origin") in (None, *self.backend.origins), "origin_not_allowed")
        here = [(route, found) for route in ROUTES if (found := re.fullmatch(f"/v1{route[1]}", path))]
        must(here, "not_found")
        route, found = next(((one, match) for one, match in here if one[0] == self.command), (None, None))
        must(route, "method_not_allowed", headers={"Allow": ", ".join(one[0] for one, _ in here)})
        who = self.backend.authenticate(self, path)
        call = {"named": found.groups(), "headers": self.headers, "path": path, "body": b"", "key": None}
        if route[3]:
            kind, limit = route[3]
            if self.command == "PUT":  # all but the bytes of a part come before its body
                with self.backend.lock:
                    self.backend.draft(who, found[1])
            must(self.headers.get_content_type() == kind, "unsupported_media_type")
            length = self.headers.get("Content-Length", "")
            must(re.fullmatch("[0-9]{1,15}", length), "malformed")
            must(int(length) <= limit, "part_too_large")
            call["body"], self.body_read = self.rfile.read(int(length)), True
        stated = self.headers.get("Idempotency-Key")
        key = re.fullmatch(r'"?([A-Za-z0-9._~:-]{8,128})"?', stated or "")
        must(key or (stated is None and route[2] != "create") or self.command != "POST", "malformed")
        call["key"] = key[1] if key else None
        with self.backend.lock:  # one after the other: of many equal requests one is carried out (C42)
            if route[2] != "create":
                return getattr(self.backend, route[2])(who, call)
            name, print_of = (who["client"], who["sub"], key[1]), (self.path, p.digest(call["body"]))
            self.backend.answers = {one: kept for one, kept in self.backend.answers.items() if kept[0] > time.time()}
            if name not in self.backend.answers:
                self.backend.answers[name] = (time.time() + 86400, print_of, self.backend.create(who, call))
            _, before, answer = self.backend.answers[name]
            must(before == print_of, "idempotency_conflict")
            return answer

    log_message = lambda *_: None  # noqa: E731 no line about a request: H06

if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--provider", required=True)
    arguments.add_argument("--port", type=int, default=8095)
    arguments.add_argument("--origin", action="append", default=[])
    arguments.add_argument("--accounts", help="JSON: accounts with id, name and number")
    given = arguments.parse_args()
    accounts = json.loads(Path(given.accounts).read_text("utf-8"))["accounts"] if given.accounts else []
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    Handler.backend = Backend(server.server_port, given.provider, given.origin, {one["id"]: one for one in accounts})
    print(Handler.backend.issuer, flush=True)
    server.serve_forever()
