package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.json.Json;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a snapshot knows of a repository, as an OCI image index with one descriptor per image and
 * tag. Equal values have equal bytes.
 *
 * <p>Source: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md.
 */
public final class RepositoryIndexCodec {

  /** Source: https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md. */
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  static final String MANAGED = "dev.reinstate.managed";
  static final String TAG_MANAGED = "dev.reinstate.tag.managed";
  static final String HELD = "dev.reinstate.held";
  static final String CHILDREN = "dev.reinstate.children";
  static final String SUBJECT = "dev.reinstate.subject";

  /** The registry's digest where it is not that of the bytes: signed schema 1. */
  static final String DIGEST = "dev.reinstate.digest";

  private RepositoryIndexCodec() {}

  /** Throws {@link IllegalArgumentException} when a tag names an image that is not there. */
  public static byte[] encode(MergeBaseRepository repository) {
    ImmutableListMultimap<DescriptorDigest, String> tags = tagsByImage(repository);
    return JsonObject.write(
        2,
        MediaTypes.OCI_INDEX,
        json -> {
          json.writeArrayFieldStart("manifests");
          for (Map.Entry<DescriptorDigest, MergeBaseImage> image : repository.images().entrySet()) {
            Map<String, String> annotations = annotationsOf(image.getKey(), image.getValue());
            ImmutableList<String> names = tags.get(image.getKey());
            if (names.isEmpty()) {
              writeDescriptor(json, image.getValue(), annotations);
            }
            for (String tag : names) {
              annotations.put(REF_NAME, tag);
              annotations.put(TAG_MANAGED, text(repository.tags().get(tag).managed()));
              writeDescriptor(json, image.getValue(), annotations);
            }
          }
          json.writeEndArray();
        });
  }

  /** A descriptor in an index. */
  public static void writeDescriptor(
      JsonGenerator json, MergeBaseImage image, Map<String, String> annotations)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("mediaType", image.content().mediaType());
    json.writeStringField("digest", image.content().digest().toString());
    json.writeNumberField("size", image.content().size());
    Json.writeObject(json, "annotations", each -> Json.writeAll(each, annotations));
    json.writeEndObject();
  }

  /** Reads an index; {@code document} is its name in errors. */
  public static MergeBaseRepository decode(String document, byte[] bytes)
      throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes, 2, MediaTypes.OCI_INDEX);
    RepositoryIndexBuilder repository = new RepositoryIndexBuilder();
    for (JsonObject descriptor : root.objects("manifests")) {
      repository.add(descriptor);
    }
    return repository.build();
  }

  private static ImmutableListMultimap<DescriptorDigest, String> tagsByImage(
      MergeBaseRepository repository) {
    ImmutableListMultimap.Builder<DescriptorDigest, String> tags = ImmutableListMultimap.builder();
    for (Map.Entry<String, MergeBaseTag> tag : repository.tags().entrySet()) {
      DescriptorDigest digest = tag.getValue().digest();
      if (!repository.images().containsKey(digest)) {
        throw new IllegalArgumentException(
            "tag '" + tag.getKey() + "' names unknown image " + digest);
      }
      tags.put(digest, tag.getKey());
    }
    return tags.build();
  }

  private static Map<String, String> annotationsOf(DescriptorDigest digest, MergeBaseImage image) {
    Map<String, String> annotations = new LinkedHashMap<>();
    if (!image.content().digest().equals(digest)) {
      annotations.put(DIGEST, digest.toString());
    }
    annotations.put(MANAGED, text(image.managed()));
    annotations.put(HELD, text(image.held()));
    if (!image.children().isEmpty()) {
      annotations.put(CHILDREN, Joiner.on(' ').join(image.children()));
    }
    image.subject().ifPresent(subject -> annotations.put(SUBJECT, subject.toString()));
    return annotations;
  }

  private static String text(boolean value) {
    return value ? "true" : "false";
  }
}
