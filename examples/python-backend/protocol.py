"""Bytes of the protocol in Python: digests, sealed and signed documents, proofs, statements of fact about a person."""

import base64, hashlib, json, re, time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DATA = json.loads(Path(__file__).with_name("discovery.json").read_text("utf-8"))

class Problem(Exception):
    """A refusal. Nothing of it repeats what was sent (C119)."""

    def __init__(self, code, pointer=None, member="invalid", headers=None):
        super().__init__(code)
        self.code, self.headers = code, headers or {}
        self.status = next(int(status) for status, codes in DATA["statuses"].items() if code in codes)
        self.errors = None if pointer is None else [{"pointer": pointer, "code": member}]

def must(good, *problem, **more):
    if not good:
        raise Problem(*problem, **more)

def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

def decode(text):
    """Bytes of base64url in its one spelling (C100), else None."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, AttributeError):
        return None
    return data if encode(data) == text else None

def digest(data):
    return encode(hashlib.sha256(data).digest())

def json_of(data):
    try:
        return json.loads(data.decode("utf-8")) if data is not None else None
    except (ValueError, RecursionError):
        return None

def object_of(data):
    return value if isinstance(value := json_of(data), dict) else None

def is_int(value):
    return type(value) is int

def thumbprint(jwk):
    return digest(json.dumps({name: jwk.get(name) for name in ("crv", "kty", "x", "y")}, separators=(",", ":")).encode())

def public_key(jwk):
    """The key of a P-256 JWK without its private half, else None."""
    try:
        if "d" in jwk or (jwk["kty"], jwk["crv"]) != ("EC", "P-256"):
            return None
        x, y = (int.from_bytes(decode(jwk[name]), "big") for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except (KeyError, TypeError, ValueError):
        return None

def jwk_of(key, **more):
    numbers = key.public_key().public_numbers()
    x, y = (encode(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y, **more}

def verifies(alg, key, signature, data):
    """Whether `signature` (R ‖ S) is by `key` over `data`."""
    if alg != "ES256" or key is None or len(signature or b"") != 64:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    try:
        key.verify(utils.encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
        return True
    except InvalidSignature:
        return False

def read_jwt(token, key_of, typ):
    """Header and claims of a compact JWT whose signature is by the key that `key_of` names for its header, else None."""
    segments = token.split(".")
    if len(segments) != 3:
        return None
    header, claims = (object_of(decode(segment)) for segment in segments[:2])
    if header is None or claims is None or header.get("typ") != typ or "crit" in header:
        return None
    good = verifies(header.get("alg"), key_of(header), decode(segments[2]), f"{segments[0]}.{segments[1]}".encode())
    return (header, claims) if good else None

def read_signed(body, typ, who, expected):
    """Claims of a JWS in General JSON by the key of `who`; `expected` must be so in them."""
    good = lambda so: must(so, "invalid_jws")  # noqa: E731
    jws = object_of(body) or {}
    entries, payload = jws.get("signatures"), jws.get("payload")
    good(isinstance(payload, str) and isinstance(entries, list) and entries)
    good(all(isinstance(one, dict) and isinstance(one.get("protected"), str) for one in entries))
    read = [(one, object_of(decode(one["protected"]))) for one in entries]
    good(all(header is not None for _, header in read))
    known = [(one, header) for one, header in read if header.get("alg") == "ES256"]
    must(known, "alg_not_allowed")
    entry, header = next(((one, head) for one, head in known if head.get("kid") == who["jkt"]), (None, None))
    must(entry, "key_mismatch")
    good(header.get("typ") == typ and "crit" not in header and decode(payload) is not None)
    signed = f"{entry['protected']}.{payload}".encode()
    good(verifies(header["alg"], who["key"], decode(entry.get("signature")), signed))
    claims = json_of(decode(payload))
    good(claims is not None)
    must(isinstance(claims, dict), "malformed", "")
    version = str(claims.get("ver")) if typ.startswith("family-submission") else "1.0"
    must(re.fullmatch(r"[0-9]{1,6}\.[0-9]{1,6}", version), "malformed", "/ver")
    must(version.startswith("1."), "unsupported_version", "/ver")  # C106: before any other claim is read
    must(re.fullmatch(r"[\x21-\x7e]{8,256}", str(claims.get("jti"))), "malformed", "/jti")
    for name, value in expected.items():
        must(claims.get(name) == value, "invalid_jws", f"/{name}")
    good(timely(claims, 300))
    return claims

def timely(claims, most):
    """Whether a document lives `most` seconds at most, and now, with 60 s of tolerance."""
    iat, exp = claims.get("iat"), claims.get("exp")
    return is_int(iat) and is_int(exp) and 0 < exp - iat <= most and iat - 60 <= time.time() <= exp + 60

def open_jwe(text, key, kid, pointer=None):
    """Header and plaintext of a compact JWE to `key` (P-256): ECDH-ES, A256GCM."""
    good = lambda so: must(so, "invalid_jwe", pointer)  # noqa: E731
    raw = [decode(segment) for segment in text.split(".")]
    good(len(raw) == 5 and None not in raw)
    header = object_of(raw[0])
    good(header is not None)
    agreed = (header.get("alg"), header.get("enc")) == ("ECDH-ES", "A256GCM") and "zip" not in header
    must(agreed, "alg_not_allowed", pointer)  # C46: before anything is decrypted
    good(header.get("kid") == kid and not {"apu", "apv", "crit"} & header.keys())
    epk = public_key(header["epk"]) if isinstance(header.get("epk"), dict) else None
    good(epk and not raw[1] and len(raw[2]) == 12 and len(raw[4]) == 16)
    info = bytes([0, 0, 0, 7]) + b"A256GCM" + bytes(8) + bytes([0, 0, 1, 0])
    content_key = hashlib.sha256(bytes([0, 0, 0, 1]) + key.exchange(ec.ECDH(), epk) + info).digest()
    try:
        return header, AESGCM(content_key).decrypt(raw[2], raw[3] + raw[4], text.split(".")[0].encode())
    except InvalidTag:
        raise Problem("invalid_jwe", pointer) from None

# Han by its blocks: Python's standard library has no scripts.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd\U000e0100-\U000e01ef"
NAME = re.compile(f"[{HAN}]+(\u00b7[{HAN}]+)*")
PROVINCE = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])(?!0000)")
CHINA = timezone(timedelta(hours=8))

def today():
    return datetime.now(CHINA).date()

def age(born):
    day = today()
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

def day_of(text):
    """A day on which somebody can be born, else None."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]", text) else None
    except (TypeError, ValueError):
        return None
    return day if day and day.year >= 1900 else None

def read_number(number):
    """The birth date in the number of a resident identity card, or the code of what is wrong with it."""
    if not re.fullmatch("[0-9]*X?", number):
        return "number_characters"
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        return "number_old_15" if len(number) == 15 else "number_length"
    if not PROVINCE.match(number):
        return "number_region"
    day = day_of(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    if day is None or day > today():
        return "number_birthdate" if day is None else "number_birthdate_future"
    check = "10X98765432"[sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(number[:17])) % 11]
    return day if number[17] == check else "number_check_digit"

def check_subject(subject):
    """The birth date of a subject whose form is right; what is not is refused under `/subject` (C47)."""
    good = lambda so, pointer, code: must(so, "invalid_subject", f"/subject{pointer}", code)  # noqa: E731
    subject = subject if isinstance(subject, dict) else {}
    name, document, stated = subject.get("name"), subject.get("id"), subject.get("birthdate")
    document = document if isinstance(document, dict) else {}
    good(isinstance(name, str) and name, "/name", "name_missing")
    good(len(name) <= 50, "/name", "name_too_long")
    good(document.get("type") == "resident_id_card", "/id/type", "id_type_missing")
    good(NAME.fullmatch(name), "/name", "name_characters")
    good(document.get("country") == "CHN", "/id/country", "country_invalid")
    good(isinstance(document.get("number"), str), "/id/number", "number_missing")
    born = read_number(document["number"])
    good(isinstance(born, date), "/id/number", born)
    good(stated is None or day_of(stated), "/birthdate", "birthdate_invalid")
    good(stated is None or day_of(stated) == born, "/birthdate", "birthdate_contradicts_number")
    return born

def mask(text):
    return text[0] + "*" * (len(text) - 2) + text[-1] if len(text) > 2 else text[0] + "*" * (len(text) - 1)
