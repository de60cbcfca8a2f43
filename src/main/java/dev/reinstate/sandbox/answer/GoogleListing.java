package dev.reinstate.sandbox.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryContents;
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

  private static final int MOST = 10_000;

  private final RegistryContents contents;
  private final boolean cut;

  /**
   * @param cut whether it leaves out what exceeds 10,000 images or tags
   */
  public GoogleListing(RegistryContents contents, boolean cut) {
    this.contents = contents;
    this.cut = cut;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    String name = call.target().repository();
    RepositoryContents repository = contents.readable(name);
    ImmutableSortedSet<String> children = contents.children(name);
    if (repository.isEmpty() && children.isEmpty()) {
      throw new RefusedException(404, "NAME_UNKNOWN", "there is no repository " + name);
    }
    RepositoryContents.Listed listed = repository.listed();
    int most = cut ? MOST : Integer.MAX_VALUE;
    ImmutableListMultimap<DescriptorDigest, String> tags =
        listed.tags().entrySet().stream()
            .limit(most)
            .collect(
                ImmutableListMultimap.toImmutableListMultimap(e -> e.getValue(), e -> e.getKey()));
    return Reply.ofJson(
        200,
        json -> {
          Json.writeStrings(json, "child", children);
          json.writeObjectFieldStart("manifest");
          for (StoredManifest manifest : Iterables.limit(listed.manifests(), most)) {
            DescriptorDigest digest = manifest.manifest().digest();
            json.writeObjectFieldStart(digest.toString());
            describe(manifest, json);
            Json.writeStrings(json, "tag", tags.get(digest));
            json.writeEndObject();
          }
          json.writeEndObject();
          json.writeStringField("name", name);
          Json.writeStrings(json, "tags", Iterables.limit(listed.tags().keySet(), most));
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
