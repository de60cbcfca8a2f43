package dev.reinstate.signature.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.reinstate.signature.SignedContent;
import java.util.Optional;

/** SHA-256 of all there is of a signature. */
final class ContentHash {

  private final Hasher hasher = Hashing.sha256().newHasher();

  private ContentHash() {}

  static HashCode of(SignedContent content) {
    ContentHash hash = new ContentHash();
    switch (content) {
      case SignedContent.SimpleSigning(byte[] payload, String signature, var proofs) ->
          hash.put(1).put(payload).put(signature.getBytes(UTF_8)).put(proofs);
      case SignedContent.Envelope(byte[] envelope, var proofs) ->
          hash.put(2).put(envelope).put(proofs);
      case SignedContent.SigstoreBundle(byte[] bundle) -> hash.put(3).put(bundle);
    }
    return hash.hasher.hash();
  }

  private ContentHash put(int number) {
    hasher.putInt(number);
    return this;
  }

  private ContentHash put(byte[] bytes) {
    hasher.putInt(bytes.length).putBytes(bytes);
    return this;
  }

  private ContentHash put(SignedContent.Proofs proofs) {
    return put(proofs.certificate())
        .put(proofs.chain())
        .put(proofs.logEntry())
        .put(proofs.timestamp());
  }

  private ContentHash put(Optional<String> text) {
    return text.isPresent() ? put(text.get().getBytes(UTF_8)) : put(-1);
  }
}
