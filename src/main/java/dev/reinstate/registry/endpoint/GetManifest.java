package dev.reinstate.registry.endpoint;

import com.google.common.net.HttpHeaders;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestType;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** A manifest's bytes as the registry keeps them, checked against every digest there is. */
public record GetManifest(String reference) implements ManifestEndpoint<Manifest> {

  /**
   * Twice what registries have to take:
   * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
   */
  private static final int MANIFEST_BYTES = 8 << 20;

  @Override
  public Manifest read(Response response) throws IOException {
    Manifest manifest = parse(response);
    DigestHeader.check(response, manifest.digest());
    if (isByDigest() && !Digests.parse(reference).equals(manifest.digest())) {
      throw new IOException("the bytes hash to " + manifest.digest());
    }
    requireType(manifest);
    return manifest;
  }

  /** Whatever came, of type {@code ""} when nothing tells it. */
  static Manifest parse(Response response) throws IOException {
    byte[] bytes = response.bytes(MANIFEST_BYTES);
    String served = response.header(HttpHeaders.CONTENT_TYPE).orElse("");
    return Manifest.of(ManifestType.of(served, bytes).orElse(""), bytes);
  }

  static void requireType(Manifest manifest) throws PermanentException {
    if (manifest.mediaType().isEmpty()) {
      throw new PermanentException(
          "no manifest: neither its Content-Type, nor a mediaType in it, nor its members tell what"
              + " it is");
    }
  }

  @Override
  public Manifest refused(RegistryException refusal) throws IOException {
    throw refusal.status().orElse(0) == 404 ? missing(refusal) : refusal;
  }

  static NoSuchFileException missing(RegistryException refusal) {
    NoSuchFileException missing = new NoSuchFileException(refusal.getMessage());
    missing.initCause(refusal);
    return missing;
  }
}
