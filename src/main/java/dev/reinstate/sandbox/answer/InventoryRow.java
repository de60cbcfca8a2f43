package dev.reinstate.sandbox.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.content.RepositoryContents;
import dev.reinstate.sandbox.content.StoredManifest;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * An image of a repository.
 *
 * @param path of its repository
 */
record InventoryRow(String path, StoredManifest manifest, ImmutableList<String> tags) {

  /** The images of one repository, in the order of their keys. */
  static Stream<InventoryRow> of(String path, RepositoryContents repository) {
    ImmutableListMultimap<DescriptorDigest, String> tags =
        ImmutableListMultimap.copyOf(repository.state().tags().entrySet()).inverse();
    return repository.manifests().stream()
        .map(manifest -> new InventoryRow(path, manifest, tags.get(manifest.manifest().digest())))
        .sorted(Comparator.comparing(InventoryRow::key));
  }

  /** {@code PATH@DIGEST}. */
  String key() {
    return path + "@" + manifest.manifest().digest();
  }

  /**
   * Writes it as the API does.
   *
   * @param parent the resource that holds it, {@code projects/P/locations/L/repositories/R}
   * @param root the host and path that the parent stands for
   */
  void write(String parent, String root, String host, JsonGenerator into) throws IOException {
    String uploaded = manifest.uploaded().toString();
    String image = key().substring(root.length() + 1);
    into.writeStringField("name", parent + "/dockerImages/" + URLEncoder.encode(image, UTF_8));
    into.writeStringField("uri", host + "/" + key());
    into.writeStringField("imageSizeBytes", Long.toString(manifest.size()));
    into.writeStringField("uploadTime", uploaded);
    into.writeStringField("mediaType", manifest.manifest().mediaType());
    into.writeStringField("updateTime", uploaded);
    if (!tags.isEmpty()) {
      Json.writeStrings(into, "tags", tags);
    }
  }
}
