package dev.reinstate.signature;

import java.security.PublicKey;

/** Somebody whose signature counts. */
public sealed interface Signer {

  /** As the policy calls them. */
  String name();

  /**
   * The owner of a short-lived certificate.
   *
   * @param identity the subject alternative name
   * @param issuer the OpenID Connect issuer that vouched for it
   */
  record Keyless(String name, TextRule identity, TextRule issuer) implements Signer {}

  /**
   * The owner of a key.
   *
   * @param logged whether the signature must be in the transparency log, too; one that carries an
   *     entry has it checked either way
   */
  record Key(String name, PublicKey key, boolean logged) implements Signer {}
}
