package dev.reinstate.snapshot.inspection;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.SnapshotProblem;
import dev.reinstate.snapshot.format.JsonObject;
import dev.reinstate.snapshot.format.RepositoryIndexCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code index.json} of an export: every tag, and every image that no tag or index names. */
final class ExportIndex {

  /** An image under a name. */
  private record Reference(String name, MergeBaseImage image) {}

  private final List<Reference> manifests = new ArrayList<>();
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
    if (image.held()) {
      manifests.add(new Reference(reference, image));
    }
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
    return JsonObject.write(
        2,
        MediaTypes.OCI_INDEX,
        json -> {
          json.writeArrayFieldStart("manifests");
          for (Reference reference : manifests) {
            RepositoryIndexCodec.writeDescriptor(
                json,
                reference.image(),
                ImmutableMap.of(RepositoryIndexCodec.REF_NAME, reference.name()));
          }
          json.writeEndArray();
        });
  }
}
