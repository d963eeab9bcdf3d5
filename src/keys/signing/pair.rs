//! One key pair that signs, parsed once.
//!
//! `jsonwebtoken` reads the private key anew for every signature, which costs more than an RSA signature itself. So the
//! bytes are signed here, with a key that stays parsed; header, JWK and thumbprint stay the library's.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, EllipticCurveKeyParameters, EllipticCurveKeyType, Jwk,
    KeyAlgorithm, OctetKeyPairParameters, OctetKeyPairType, PublicKeyUse, RSAKeyParameters, RSAKeyType, ThumbprintHash,
};
use zeroize::Zeroizing;

use crate::domain::application::SigningAlgorithm;
use crate::keys::KeyError;

/// The bytes of one coordinate of a point on P-256.
const COORDINATE: usize = 32;

/// A private key, parsed.
pub(super) enum KeyPair {
    /// ECDSA on P-256.
    Es256(EcdsaKeyPair),
    /// RSA of 2048 bits. One key is for one algorithm (RFC 7517, 4.4), so those of RS256 and PS256 are two.
    Rs256(RsaKeyPair),
    /// RSA of 2048 bits.
    Ps256(RsaKeyPair),
    /// Ed25519.
    EdDsa(Ed25519KeyPair),
}

/// Makes a private key; PKCS #8 (RFC 5958).
pub(super) fn generate(algorithm: SigningAlgorithm) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let failed = || KeyError::Generate(algorithm.name());
    let private = match algorithm {
        SigningAlgorithm::Es256 => {
            let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| failed())?;
            document.as_ref().to_vec()
        }
        SigningAlgorithm::EdDsa => {
            Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| failed())?.as_ref().to_vec()
        }
        SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| failed())?;
            AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| failed())?.as_ref().to_vec()
        }
    };
    Ok(Zeroizing::new(private))
}

impl KeyPair {
    /// Parses a private key that [`generate`] made.
    pub(super) fn parse(algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let failed = |_| KeyError::UnusableSigningKey(algorithm.name());
        Ok(match algorithm {
            SigningAlgorithm::Es256 => {
                Self::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(failed)?)
            }
            SigningAlgorithm::Rs256 => Self::Rs256(RsaKeyPair::from_pkcs8(pkcs8).map_err(failed)?),
            SigningAlgorithm::Ps256 => Self::Ps256(RsaKeyPair::from_pkcs8(pkcs8).map_err(failed)?),
            SigningAlgorithm::EdDsa => Self::EdDsa(Ed25519KeyPair::from_pkcs8(pkcs8).map_err(failed)?),
        })
    }

    /// Signs bytes, in the form that a JWS carries (RFC 7518, 3.3 to 3.5; RFC 8037, 3.1).
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let failed = |_| KeyError::UnusableSigningKey(self.algorithm().name());
        // The library draws its own randomness and passes over the one it is given.
        let random = SystemRandom::new();
        let (pair, encoding) = match self {
            Self::Es256(pair) => return Ok(pair.sign(&random, message).map_err(failed)?.as_ref().to_vec()),
            Self::EdDsa(pair) => return Ok(pair.try_sign(message).map_err(failed)?.as_ref().to_vec()),
            Self::Rs256(pair) => (pair, &RSA_PKCS1_SHA256),
            Self::Ps256(pair) => (pair, &RSA_PSS_SHA256),
        };
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(encoding, &random, message, &mut signature).map_err(failed)?;
        Ok(signature)
    }

    /// The public key as a JWK (RFC 7517), named by its own thumbprint (RFC 7638).
    pub(super) fn public_jwk(&self) -> Result<Jwk, KeyError> {
        let (key_algorithm, algorithm) = match self {
            Self::Es256(pair) => {
                // An uncompressed point: 4, x, y (SEC 1, 2.3.3).
                let point = pair.public_key().as_ref().strip_prefix(&[4]);
                let (x, y) = point
                    .and_then(|point| point.split_at_checked(COORDINATE))
                    .ok_or(KeyError::UnusableSigningKey(self.algorithm().name()))?;
                let parameters = EllipticCurveKeyParameters {
                    key_type: EllipticCurveKeyType::EC,
                    curve: EllipticCurve::P256,
                    x: URL_SAFE_NO_PAD.encode(x),
                    y: URL_SAFE_NO_PAD.encode(y),
                };
                (KeyAlgorithm::ES256, AlgorithmParameters::EllipticCurve(parameters))
            }
            Self::EdDsa(pair) => {
                let parameters = OctetKeyPairParameters {
                    key_type: OctetKeyPairType::OctetKeyPair,
                    curve: EllipticCurve::Ed25519,
                    x: URL_SAFE_NO_PAD.encode(pair.public_key()),
                };
                (KeyAlgorithm::EdDSA, AlgorithmParameters::OctetKeyPair(parameters))
            }
            Self::Rs256(pair) => (KeyAlgorithm::RS256, rsa(pair)),
            Self::Ps256(pair) => (KeyAlgorithm::PS256, rsa(pair)),
        };
        let common = CommonParameters {
            public_key_use: Some(PublicKeyUse::Signature),
            key_algorithm: Some(key_algorithm),
            ..CommonParameters::default()
        };
        let mut jwk = Jwk { common, algorithm };
        jwk.common.key_id = Some(jwk.thumbprint(ThumbprintHash::SHA256)?);
        Ok(jwk)
    }

    fn algorithm(&self) -> SigningAlgorithm {
        match self {
            Self::Es256(_) => SigningAlgorithm::Es256,
            Self::Rs256(_) => SigningAlgorithm::Rs256,
            Self::Ps256(_) => SigningAlgorithm::Ps256,
            Self::EdDsa(_) => SigningAlgorithm::EdDsa,
        }
    }
}

fn rsa(pair: &RsaKeyPair) -> AlgorithmParameters {
    let public = pair.public_key();
    AlgorithmParameters::RSA(RSAKeyParameters {
        key_type: RSAKeyType::RSA,
        n: URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        e: URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    })
}
