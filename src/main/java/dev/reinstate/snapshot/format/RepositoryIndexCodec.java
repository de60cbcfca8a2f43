package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.nio.charset.StandardCharsets;
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
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode manifests = root.putArray("manifests");
    ImmutableListMultimap<DescriptorDigest, String> tags = tagsByImage(repository);
    repository
        .images()
        .forEach(
            (digest, image) -> {
              ImmutableList<String> names = tags.get(digest);
              if (names.isEmpty()) {
                addDescriptor(manifests, digest, image);
              }
              for (String tag : names) {
                addDescriptor(manifests, digest, image)
                    .put(REF_NAME, tag)
                    .put(TAG_MANAGED, text(repository.tags().get(tag).managed()));
              }
            });
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads an index; {@code document} is its name in errors. */
  public static MergeBaseRepository decode(String document, byte[] bytes)
      throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes);
    root.require("schemaVersion", "2");
    root.require("mediaType", MediaTypes.OCI_INDEX);
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

  private static ObjectNode addDescriptor(
      ArrayNode manifests, DescriptorDigest digest, MergeBaseImage image) {
    ObjectNode annotations =
        manifests
            .addObject()
            .put("mediaType", image.content().mediaType())
            .put("digest", image.content().digest().toString())
            .put("size", image.content().size())
            .putObject("annotations");
    annotationsOf(digest, image).forEach(annotations::put);
    return annotations;
  }

  private static ImmutableMap<String, String> annotationsOf(
      DescriptorDigest digest, MergeBaseImage image) {
    ImmutableMap.Builder<String, String> annotations = ImmutableMap.builder();
    if (!image.content().digest().equals(digest)) {
      annotations.put(DIGEST, digest.toString());
    }
    annotations.put(MANAGED, text(image.managed())).put(HELD, text(image.held()));
    if (!image.children().isEmpty()) {
      annotations.put(CHILDREN, Joiner.on(' ').join(image.children()));
    }
    image.subject().ifPresent(subject -> annotations.put(SUBJECT, subject.toString()));
    return annotations.buildOrThrow();
  }

  private static String text(boolean value) {
    return value ? "true" : "false";
  }
}
