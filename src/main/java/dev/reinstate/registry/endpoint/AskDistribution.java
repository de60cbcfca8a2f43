package dev.reinstate.registry.endpoint;

import com.fasterxml.jackson.jr.stree.JrsObject;
import com.fasterxml.jackson.jr.stree.JrsString;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.json.Json;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.util.Map;

/**
 * Whether the registry is CNCF distribution, by how it says that it does not have a manifest: only
 * that writes its own error type {@code ErrManifestUnknownRevision}, with the capitals of its
 * fields, into the answer. Its header {@code Docker-Distribution-Api-Version} is sent by many.
 *
 * <p>Source: https://github.com/distribution/distribution/blob/v2.8.2/errors.go; measured with
 * 2.8.2. Version 3.0.0 says it in a sentence and is not recognised, which costs requests only.
 *
 * @param path of the repository, as it is addressed
 * @param absent a manifest that is not there
 */
public record AskDistribution(String path, DescriptorDigest absent)
    implements ManifestEndpoint<Boolean> {

  @Override
  public String reference() {
    return absent.toString();
  }

  /** It is there, so that nothing is learnt. */
  @Override
  public Boolean read(Response response) {
    return false;
  }

  @Override
  public Boolean refused(RegistryException refusal) {
    return refusal.status().orElse(0) == 404
        && refusal.errors().stream()
            .filter(error -> error.code().equals("MANIFEST_UNKNOWN"))
            .anyMatch(error -> isOwn(error.detail()));
  }

  private boolean isOwn(String detail) {
    JrsValue own =
        new JrsObject(Map.of("Name", new JrsString(path), "Revision", new JrsString(reference())));
    try {
      return own.equals(Json.read(detail));
    } catch (IOException e) {
      return false;
    }
  }
}
