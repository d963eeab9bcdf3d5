//! One key pair that signs, parsed once.
//!
//! `jsonwebtoken` reads the private key anew for every signature, which costs more than an RSA signature itself. So the
//! bytes are signed here, with a key that stays parsed; header, JWK and thumbprint stay the library's.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, EllipticCurveKeyParameters, EllipticCurveKeyType, Jwk,
    KeyAlgorithm, PublicKeyUse, RSAKeyParameters, RSAKeyType, ThumbprintHash,
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
    /// RSA of 2048 bits.
    Rs256(RsaKeyPair),
}

/// Makes a private key; PKCS #8 (RFC 5958).
pub(super) fn generate(algorithm: SigningAlgorithm) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let failed = || KeyError::Generate(name(algorithm));
    let private = match algorithm {
        SigningAlgorithm::Es256 => {
            let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| failed())?;
            document.as_ref().to_vec()
        }
        SigningAlgorithm::Rs256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| failed())?;
            AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| failed())?.as_ref().to_vec()
        }
    };
    Ok(Zeroizing::new(private))
}

impl KeyPair {
    /// Parses a private key that [`generate`] made.
    pub(super) fn parse(algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let failed = |_| KeyError::UnusableSigningKey(name(algorithm));
        Ok(match algorithm {
            SigningAlgorithm::Es256 => {
                Self::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(failed)?)
            }
            SigningAlgorithm::Rs256 => Self::Rs256(RsaKeyPair::from_pkcs8(pkcs8).map_err(failed)?),
        })
    }

    /// Signs bytes, in the form that a JWS carries (RFC 7518, 3.3 and 3.4).
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let failed = |_| KeyError::UnusableSigningKey(name(self.algorithm()));
        // The library draws its own randomness and passes over the one it is given.
        let random = SystemRandom::new();
        match self {
            Self::Es256(pair) => Ok(pair.sign(&random, message).map_err(failed)?.as_ref().to_vec()),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
        }
    }

    /// The public key as a JWK (RFC 7517), named by its own thumbprint (RFC 7638).
    pub(super) fn public_jwk(&self) -> Result<(String, Jwk), KeyError> {
        let (key_algorithm, algorithm) = match self {
            Self::Es256(pair) => {
                // An uncompressed point: 4, x, y (SEC 1, 2.3.3).
                let point = pair.public_key().as_ref().strip_prefix(&[4]);
                let (x, y) = point
                    .and_then(|point| point.split_at_checked(COORDINATE))
                    .ok_or(KeyError::UnusableSigningKey(name(self.algorithm())))?;
                let parameters = EllipticCurveKeyParameters {
                    key_type: EllipticCurveKeyType::EC,
                    curve: EllipticCurve::P256,
                    x: URL_SAFE_NO_PAD.encode(x),
                    y: URL_SAFE_NO_PAD.encode(y),
                };
                (KeyAlgorithm::ES256, AlgorithmParameters::EllipticCurve(parameters))
            }
            Self::Rs256(pair) => {
                let public = pair.public_key();
                let parameters = RSAKeyParameters {
                    key_type: RSAKeyType::RSA,
                    n: URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
                    e: URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
                };
                (KeyAlgorithm::RS256, AlgorithmParameters::RSA(parameters))
            }
        };
        let common = CommonParameters {
            public_key_use: Some(PublicKeyUse::Signature),
            key_algorithm: Some(key_algorithm),
            ..CommonParameters::default()
        };
        let mut jwk = Jwk { common, algorithm };
        let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(kid.clone());
        Ok((kid, jwk))
    }

    fn algorithm(&self) -> SigningAlgorithm {
        match self {
            Self::Es256(_) => SigningAlgorithm::Es256,
            Self::Rs256(_) => SigningAlgorithm::Rs256,
        }
    }
}

/// The algorithm's name in a header (RFC 7518, 3.1).
pub(super) fn name(algorithm: SigningAlgorithm) -> &'static str {
    match algorithm {
        SigningAlgorithm::Es256 => "ES256",
        SigningAlgorithm::Rs256 => "RS256",
    }
}
