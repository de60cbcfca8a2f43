package dev.reinstate.sandbox.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryContents;
import dev.reinstate.sandbox.content.RepositoryState;
import dev.reinstate.sandbox.content.StoredManifest;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;

/**
 * {@code tags/list} as Google's registries answer it: all at once, numbers as strings.
 *
 * <p>Source: https://github.com/google/go-containerregistry/blob/3f4ff3ca/pkg/v1/google/list.go; a
 * registry never pages it (https://github.com/google/go-containerregistry/issues/897).
 */
public final class GoogleListing implements Handler {

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
    RepositoryState state = repository.state();
    ImmutableListMultimap<DescriptorDigest, String> tags =
        state.tags().entrySet().stream()
            .collect(
                ImmutableListMultimap.toImmutableListMultimap(e -> e.getValue(), e -> e.getKey()));
    return Reply.ofJson(
        200,
        json -> {
          Json.writeStrings(json, "child", children);
          json.writeObjectFieldStart("manifest");
          for (StoredManifest manifest : repository.manifests()) {
            DescriptorDigest digest = manifest.manifest().digest();
            json.writeObjectFieldStart(digest.toString());
            describe(manifest, json);
            Json.writeStrings(json, "tag", tags.get(digest));
            json.writeEndObject();
          }
          json.writeEndObject();
          json.writeStringField("name", name);
          Json.writeStrings(json, "tags", state.tags().keySet());
        });
  }

  private static void describe(StoredManifest manifest, JsonGenerator json) throws IOException {
    String uploaded = Long.toString(manifest.uploaded().toEpochMilli());
    json.writeStringField("imageSizeBytes", Long.toString(manifest.size()));
    json.writeStringField("layerId", "");
    json.writeStringField("mediaType", manifest.manifest().mediaType());
    json.writeStringField("timeCreatedMs", uploaded);
    json.writeStringField("timeUploadedMs", uploaded);
  }
}
