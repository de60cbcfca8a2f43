package dev.reinstate.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import java.net.URI;

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
record AskDistribution(String path, DescriptorDigest absent) implements Endpoint<Boolean> {

  private static final ObjectMapper JSON = new ObjectMapper();

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
    JsonNode own = JSON.createObjectNode().put("Name", path).put("Revision", absent.toString());
    return refusal.status().orElse(0) == 404
        && refusal.errors().stream()
            .filter(error -> error.code().equals("MANIFEST_UNKNOWN"))
            .anyMatch(error -> own.equals(detail(error)));
  }

  private static JsonNode detail(RegistryError error) {
    try {
      return JSON.readTree(error.detail());
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
