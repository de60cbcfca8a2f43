package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.json.JsonReader;
import dev.reinstate.json.JsonValue;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * Whether the registry is CNCF distribution, by how it says that it does not have a manifest: only
 * that writes its own error type {@code ErrManifestUnknownRevision}, with the capitals of its
 * fields, into the answer. Its header {@code Docker-Distribution-Api-Version} is sent by many.
 *
 * <p>Source: https://github.com/distribution/distribution/blob/v3.0.0/errors.go, the same since
 * v2.1; measured with 2.8.2.
 *
 * @param path of the repository, as it is addressed
 * @param absent a manifest that is not there
 */
public record AskDistribution(String path, DescriptorDigest absent) implements Endpoint<Boolean> {

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public URI locate(URI base) {
    return ManifestPath.of(base, absent.toString());
  }

  @Override
  public ImmutableMap<String, String> headers() {
    return GetManifest.ACCEPT_ANY;
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
    JsonValue own =
        new JsonValue.Members(
            Map.of(
                "Name", new JsonValue.Scalar(path),
                "Revision", new JsonValue.Scalar(absent.toString())));
    try {
      return own.equals(JsonReader.read(detail));
    } catch (IOException e) {
      return false;
    }
  }
}
