package dev.reinstate.snapshot.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.format.RepositoryIndexCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code index.json} of an export: every tag, and every image that no tag or index names. */
final class ExportIndex {

  private final ArrayNode manifests = JsonNodeFactory.instance.arrayNode();
  private final Map<DescriptorDigest, MergeBaseImage> images = new LinkedHashMap<>();
  private final List<SnapshotProblem> problems = new ArrayList<>();

  void add(Repository name, MergeBaseRepository repository) {
    Set<DescriptorDigest> named = new HashSet<>();
    repository.images().values().forEach(image -> named.addAll(image.children()));
    repository
        .tags()
        .forEach(
            (tag, agreed) -> {
              named.add(agreed.digest());
              refer(name + ":" + tag, repository.images().get(agreed.digest()));
            });
    repository
        .images()
        .forEach(
            (digest, image) -> {
              if (!named.contains(digest)) {
                refer(name + "@" + digest, image);
              }
              collect(name + "@" + digest, digest, image);
            });
  }

  private void refer(String reference, MergeBaseImage image) {
    if (!image.held()) {
      return;
    }
    manifests
        .addObject()
        .put("mediaType", image.content().mediaType())
        .put("digest", image.content().digest().toString())
        .put("size", image.content().size())
        .putObject("annotations")
        .put(RepositoryIndexCodec.REF_NAME, reference);
  }

  private void collect(String reference, DescriptorDigest digest, MergeBaseImage image) {
    if (image.held()) {
      images.put(digest, image);
    } else {
      problems.add(
          new SnapshotProblem("image " + reference, "the snapshot does not hold it whole"));
    }
  }

  /** The images to export, by digest. */
  Map<DescriptorDigest, MergeBaseImage> images() {
    return images;
  }

  List<SnapshotProblem> problems() {
    return problems;
  }

  int size() {
    return manifests.size();
  }

  byte[] json() {
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    index.set("manifests", manifests);
    return index.toString().getBytes(StandardCharsets.UTF_8);
  }
}
