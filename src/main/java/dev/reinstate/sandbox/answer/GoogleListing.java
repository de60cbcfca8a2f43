package dev.reinstate.sandbox.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryContents;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.sandbox.content.StoredManifest;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;

/**
 * {@code tags/list} as Google's registries answer it: all at once, numbers as strings.
 *
 * <p>Source: https://github.com/google/go-containerregistry/blob/3f4ff3ca/pkg/v1/google/list.go; a
 * registry never pages it (https://github.com/google/go-containerregistry/issues/897).
 */
public final class GoogleListing implements Handler {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistryContents contents;

  public GoogleListing(RegistryContents contents) {
    this.contents = contents;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    String name = call.target().repository();
    RepositoryContents repository = contents.readable(name);
    ImmutableSortedSet<String> children = contents.children(name);
    if (repository.isEmpty() && children.isEmpty()) {
      throw new RefusedException(404, "NAME_UNKNOWN", "there is no repository " + name);
    }
    ObjectNode body = JSON.createObjectNode();
    children.forEach(body.putArray("child")::add);
    RepositoryState state = repository.state();
    ImmutableListMultimap<DescriptorDigest, String> tags =
        state.tags().entrySet().stream()
            .collect(
                ImmutableListMultimap.toImmutableListMultimap(e -> e.getValue(), e -> e.getKey()));
    ObjectNode manifests = body.putObject("manifest");
    for (StoredManifest manifest : repository.manifests()) {
      DescriptorDigest digest = manifest.manifest().digest();
      ObjectNode entry = describe(manifest, manifests.putObject(digest.toString()));
      tags.get(digest).forEach(entry.putArray("tag")::add);
    }
    body.put("name", name);
    state.tags().keySet().forEach(body.putArray("tags")::add);
    return Reply.of(200)
        .withBody("application/json", body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode describe(StoredManifest manifest, ObjectNode entry) {
    String uploaded = Long.toString(manifest.uploaded().toEpochMilli());
    return entry
        .put("imageSizeBytes", Long.toString(manifest.size()))
        .put("layerId", "")
        .put("mediaType", manifest.manifest().mediaType())
        .put("timeCreatedMs", uploaded)
        .put("timeUploadedMs", uploaded);
  }
}
