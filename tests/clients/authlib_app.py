# An app made with Authlib and Flask, as Authlib's documentation shows it. The story that starts it stands in for the person's browser,
# and reads what the library made of each answer. `openid_client.mjs` is the same app, made with openid-client.
#
# It is told who it is by its environment, and says its own address in the first line that it prints.

import logging
import os
import secrets

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from werkzeug.serving import make_server

ISSUER, CLIENT_ID = os.environ["ISSUER"], os.environ["CLIENT_ID"]
PAR = os.environ.get("PAR")
# The app's own key, where it proves itself by one.
OWN = ECKey.generate_key("P-256") if os.environ.get("BY_KEY") else None

logging.getLogger("werkzeug").setLevel(logging.ERROR)
app = Flask(__name__)
app.secret_key = secrets.token_urlsafe()
server = make_server("127.0.0.1", 0, app)
base = f"http://localhost:{server.port}"

# One person at a time: whoever is signed in.
session = {}

oauth = OAuth(app)
provider = oauth.register(
    name="provider",
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_id=CLIENT_ID,
    client_secret=OWN or os.environ.get("CLIENT_SECRET"),
    client_auth_methods=[PrivateKeyJWT(alg="ES256")] if OWN else None,
    client_kwargs={
        "scope": os.environ["SCOPE"],
        "code_challenge_method": "S256",
        **({f"{endpoint}_endpoint_auth_method": "private_key_jwt" for endpoint in ("token", "revocation")} if OWN else {}),
    },
)


def endpoint(name):
    return provider.load_server_metadata()[name]


def client():
    return provider._get_oauth_client(**provider.load_server_metadata())


@app.get("/login")
def login():
    """Sends the person off. What stands in the query is asked for besides."""
    asked = provider.create_authorization_url(f"{base}/callback", **request.args.to_dict())
    provider.save_authorize_data(redirect_uri=f"{base}/callback", **asked)
    return redirect(pushed(asked["url"]) if PAR else asked["url"])


def pushed(url):
    """RFC 9126: what would stand in the address goes to the provider first."""
    _, parameters = url.split("?", 1)
    with client() as oauth_client:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        auth = oauth_client.client_auth(oauth_client.token_endpoint_auth_method)
        answer = oauth_client.post(
            endpoint("pushed_authorization_request_endpoint"), data=parameters, headers=headers, auth=auth, withhold_token=True
        )
        said = answer.json()
    if answer.status_code != 201:
        raise OAuthError(said["error"], said.get("error_description"))
    return f"{endpoint('authorization_endpoint')}?client_id={CLIENT_ID}&request_uri={said['request_uri']}"


@app.route("/callback", methods=["GET", "POST"])
def callback():
    # The library looks for errors in the address alone.
    if "error" in request.form:
        raise OAuthError(request.form["error"], request.form.get("error_description"))
    tokens = provider.authorize_access_token()
    session.clear()
    return signed_in(tokens)


@app.get("/userinfo")
def userinfo():
    answer = provider.get(endpoint("userinfo_endpoint"), token=session["tokens"])
    if answer.status_code == 401:
        # RFC 6750, 3
        raise OAuthError(answer.headers["WWW-Authenticate"].split('error="')[1].split('"')[0])
    answer.raise_for_status()
    return jsonify(answer.json())


def refreshed(token):
    with client() as oauth_client:
        return oauth_client.refresh_token(endpoint("token_endpoint"), refresh_token=token)


@app.post("/refresh")
def refresh():
    tokens = refreshed(session["tokens"]["refresh_token"])
    # The nonce belongs to the first ID token (OpenID Connect Core, 12.2).
    tokens["userinfo"] = provider.parse_id_token(tokens, nonce=None)
    return signed_in(tokens)


@app.post("/refresh-again")
def refresh_again():
    """The token that was used up with the first refresh, once more."""
    return jsonify(refreshed(session["first"]))


@app.post("/revoke")
def revoke():
    tokens = session["tokens"]
    with client() as oauth_client:
        answer = oauth_client.revoke_token(endpoint("revocation_endpoint"), token=tokens.get("refresh_token") or tokens["access_token"])
    answer.raise_for_status()
    return {}


@app.get("/logout")
def logout():
    return provider.logout_redirect(post_logout_redirect_uri=f"{base}/signed-out", id_token_hint=session["tokens"]["id_token"])


@app.get("/signed-out")
def signed_out():
    provider.validate_logout_response()
    session.clear()
    return {"signed_out": True}


@app.post("/backchannel-logout")
def backchannel_logout():
    """OpenID Connect Back-Channel Logout, 2.6: what the library leaves to the app."""
    keys = KeySet.import_key_set(provider.fetch_jwk_set(force=True))
    token = jwt.decode(request.form["logout_token"], keys, algorithms=["ES256", "RS256"])
    registry = jwt.JWTClaimsRegistry(
        leeway=120,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": CLIENT_ID},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
        events={"essential": True},
    )
    registry.validate(token.claims)
    event = token.claims["events"].get("http://schemas.openid.net/event/backchannel-logout")
    is_one = token.header["typ"] == "logout+jwt" and isinstance(event, dict) and "nonce" not in token.claims
    if not is_one or not (token.claims.get("sid") or token.claims.get("sub")):
        return {"error": "invalid_request"}, 400
    if session and token.claims.get("sid") == session["claims"]["sid"]:
        session.clear()
    return {}


@app.get("/jwks")
def jwks():
    """What is registered of the app's key."""
    return {"keys": [{**OWN.as_dict(private=False), "alg": "ES256", "use": "sig"}]}


@app.get("/")
def index():
    return jsonify(session.get("claims", {}))


def signed_in(tokens):
    first = session.get("first") or session.get("tokens", {}).get("refresh_token")
    session.update(first=first, tokens=tokens, claims=tokens["userinfo"])
    told = {name: tokens.get(name) for name in ("token_type", "expires_in", "scope")}
    return jsonify(claims=tokens["userinfo"], refreshable="refresh_token" in tokens, **told)


@app.errorhandler(Exception)
def trouble(error):
    """What the library says went wrong: the provider's own word for it, where there is one."""
    return {"error": getattr(error, "error", type(error).__name__), "message": str(error)}, 400


print(base, flush=True)
server.serve_forever()
