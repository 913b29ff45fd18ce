"""Checks vectors.json in another language: digests, trace and chain by Python's standard library, signatures and encryption by
the package cryptography. Prints one line a vector; ends with 3 where that package is missing, after all that needs none."""

import base64
import hashlib
import json
import struct
import sys
from pathlib import Path

vectors = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))


def unbase64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def same(name, actual, expected):
    if actual != expected:
        sys.exit(f"{name}: {actual!r} is not {expected!r}")


class Reader:
    def __init__(self, data, at):
        self.data, self.at = data, at

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def signed(self):
        value = self.varint()
        return value >> 1 if value % 2 == 0 else -((value + 1) >> 1)

    def eyes(self):
        return {name: self.varint() for name in ("left", "right")}


def read_trace(data):
    same("magic, version and points", data[:6], b"FAPT\x04\x35")
    width, height = struct.unpack(">HH", data[6:10])
    reader, time, points, mouth, records = Reader(data, 10), 0, [0] * 159, [0] * 15, []
    while reader.at < len(data):
        kind = ("none", "many", "face", "reveal")[reader.byte()]
        time += reader.varint()
        record = {"kind": kind, "timestampMs": time}
        if kind == "reveal":
            record["step"] = reader.byte()
        if kind == "face":
            record["light"] = {name: reader.byte() for name in ("mean", "left", "right")}
            measured = reader.byte()
            record["lids"] = reader.eyes() if measured else None
            if measured == 2:
                record["lids"]["learned"] = reader.eyes()
            points = [before + reader.signed() for before in points]
            record["points"] = points
            measured = reader.byte()
            if measured:
                mouth = [before + reader.signed() for before in mouth]
            record["mouth"] = mouth if measured else None
        records.append((record, reader.at))
    return width, height, records


def check_trace():
    trace = vectors["trace"]
    data = unbase64(trace["base64Url"])
    same("trace digest", to_base64(sha256(data)), trace["sha256"])
    width, height, records = read_trace(data)
    same("frame size", (width, height), (trace["width"], trace["height"]))
    same("number of records", len(records), len(trace["records"]))
    for (record, _), expected in zip(records, trace["records"]):
        for name, value in record.items():
            same(f"{record['kind']} at {record['timestampMs']} ms, {name}", value, expected[name])
    print("trace")
    return data, records


def check_chain(data, records):
    chain = vectors["chain"]
    head = sha256(unbase64(chain["nonce"]), chain["applicationId"].encode(), chain["jkt"].encode())
    same("start of the chain", to_base64(head), chain["start"])
    chained = 0
    for frame in chain["keyFrames"]:
        time = frame["timestampMs"]
        end = next(end for record, end in records if record["kind"] != "reveal" and record["timestampMs"] == time)
        picture = sha256(unbase64(frame["jpegBase64Url"]))
        head = sha256(head, picture, sha256(data[chained:end]), struct.pack(">QB", time, frame["step"]))
        same(f"head at {time} ms", to_base64(head), frame["head"])
        chained = end
    same("end of the trace", chained, len(data))
    print("chain")


def check_digests():
    for name in ("subject", "subjectX25519", "part"):
        same(f"digest of {name}", to_base64(sha256(vectors[name]["jwe"].encode())), vectors[name]["sha256"])
    for name in ("manifestEs256", "manifestEd25519", "intent"):
        same(f"digest of {name}", to_base64(sha256(vectors[name]["body"].encode())), vectors[name]["sha256"])
    for name, key in vectors["keys"].items():
        members = ("crv", "kty", "x", "y") if key["kty"] == "EC" else ("crv", "kty", "x")
        text = json.dumps({member: key[member] for member in members}, separators=(",", ":"))
        same(f"thumbprint of {name}", to_base64(sha256(text.encode())), key["thumbprint"])
    print("digests")


check_digests()
check_chain(*check_trace())

try:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils, x25519
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
except ImportError:
    sys.exit(3)


def number(text):
    return int.from_bytes(unbase64(text), "big")


def ec_public(key):
    return ec.EllipticCurvePublicNumbers(number(key["x"]), number(key["y"]), ec.SECP256R1()).public_key()


def check_jwe(name, recipient):
    vector = vectors[name]
    first, encrypted_key, iv, ciphertext, tag = vector["jwe"].split(".")
    header = json.loads(unbase64(first))
    same(f"header of {name}", header, vector["header"])
    same(f"encrypted key of {name}", encrypted_key, "")
    key = vectors["keys"][recipient]
    if key["kty"] == "EC":
        own = ec.derive_private_key(number(key["d"]), ec.SECP256R1())
        secret = own.exchange(ec.ECDH(), ec_public(header["epk"]))
    else:
        own = x25519.X25519PrivateKey.from_private_bytes(unbase64(key["d"]))
        secret = own.exchange(x25519.X25519PublicKey.from_public_bytes(unbase64(header["epk"]["x"])))
    same(f"shared secret of {name}", secret.hex(), vector["sharedSecretHex"])
    enc = header["enc"].encode()
    content_key = sha256(struct.pack(">I", 1), secret, struct.pack(">I", len(enc)), enc, struct.pack(">III", 0, 0, 256))
    same(f"content key of {name}", content_key.hex(), vector["contentKeyHex"])
    return AESGCM(content_key).decrypt(unbase64(iv), unbase64(ciphertext) + unbase64(tag), first.encode())


def check_signature(name, key):
    vector = vectors[name]
    text = vector.get("jwt")
    if text:
        first, payload, signature = text.split(".")
    else:
        body = json.loads(vector["body"])
        payload = body["payload"]
        first, signature = body["signatures"][0]["protected"], body["signatures"][0]["signature"]
    same(f"header of {name}", json.loads(unbase64(first)), vector["header"])
    same(f"claims of {name}", json.loads(unbase64(payload)), vector["claims"])
    data, signed = f"{first}.{payload}".encode(), unbase64(signature)
    if key["kty"] == "EC":
        der = utils.encode_dss_signature(int.from_bytes(signed[:32], "big"), int.from_bytes(signed[32:], "big"))
        ec_public(key).verify(der, data, ec.ECDSA(hashes.SHA256()))
    else:
        ed25519.Ed25519PublicKey.from_public_bytes(unbase64(key["x"])).verify(signed, data)
    print(name)


for name, recipient in (("subject", "backendP256"), ("subjectX25519", "backendX25519")):
    plaintext = check_jwe(name, recipient)
    same(f"length of {name}", len(plaintext) % 256, 0)
    same(name, json.loads(plaintext), vectors[name]["subject"])
    print(name)
same("part", to_base64(check_jwe("part", "backendP256")), vectors["part"]["contentBase64Url"])
print("part")
for name, signer in (
    ("manifestEs256", "clientEs256"),
    ("manifestEd25519", "clientEd25519"),
    ("intent", "clientEs256"),
    ("receipt", "backendEs256"),
    ("result", "backendEs256"),
    ("card", "backendEd25519"),
    ("deletionReceipt", "backendEd25519"),
):
    check_signature(name, vectors["keys"][signer])
