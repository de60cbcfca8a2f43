package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.KnownState;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.json.JsonReader;
import dev.reinstate.json.JsonValue;
import dev.reinstate.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lists a referrer that was put where the registry itself does not: there clients keep an index of
 * an image's referrers under a tag, to which whoever puts one adds it.
 *
 * <p>Source:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 */
final class ReferrersTag {

  /** A list that somebody else changed, or that is none. */
  record LeftAlone(String tag, String why) {}

  private final ImageReader reader;
  private final ImageWriter writer;
  private final TagWriter tags;
  private final ConcurrentMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  ReferrersTag(ImageReader reader, ImageWriter writer, TagWriter tags) {
    this.reader = reader;
    this.writer = writer;
    this.tags = tags;
  }

  /**
   * Returns when the referrer is listed; empty also for an image that refers to none, and where
   * listings show what has no tag, since those registries list referrers themselves. A list that
   * the plan brings back is left to it.
   *
   * @return the list that was left alone
   */
  Optional<LeftAlone> add(Repository repository, Manifest referrer, KnownState known)
      throws IOException {
    Optional<DescriptorDigest> subject = ManifestReferences.of(referrer).subject();
    if (subject.isEmpty() || !known.hidesUntagged(repository)) {
      return Optional.empty();
    }
    String tag = AttachmentTag.ofReferrers(subject.get());
    if (known.puts(repository, tag) || writer.listsReferrers(repository, subject.get())) {
      return Optional.empty();
    }
    ReentrantLock lock = locks.computeIfAbsent(repository + ":" + tag, any -> new ReentrantLock());
    lock.lock();
    try {
      return list(repository, subject.get(), referrer, known).map(why -> new LeftAlone(tag, why));
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> list(
      Repository repository, DescriptorDigest subject, Manifest referrer, KnownState known)
      throws IOException {
    String tag = AttachmentTag.ofReferrers(subject);
    Optional<DescriptorDigest> now = writer.resolve(repository, tag);
    if (now.isEmpty()) {
      return tags.add(repository, tag, index(ImmutableMap.of(), referrer), known);
    }
    if (now.get().equals(subject)) {
      return Optional.empty(); // it takes the tag for the digest, so that nobody could read a list
    }
    Manifest list = reader.manifest(repository, now.get());
    if (!(JsonReader.read(list.bytes()) instanceof JsonValue.Members fields)
        || !list.mediaType().equals(MediaTypes.OCI_INDEX)) {
      return Optional.of("tag " + tag + " is no list of referrers, so that nothing lists it");
    }
    boolean listed =
        ManifestReferences.of(list).children().stream()
            .map(Descriptor::digest)
            .anyMatch(referrer.digest()::equals);
    return listed
        ? Optional.empty()
        : tags.move(repository, tag, now.get(), index(fields.byName(), referrer));
  }

  /** The same list with one more. */
  private static Manifest index(Map<String, JsonValue> list, Manifest referrer) throws IOException {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    fields.put("schemaVersion", new JsonValue.Scalar(2));
    fields.put("mediaType", new JsonValue.Scalar(MediaTypes.OCI_INDEX));
    fields.putAll(list);
    JsonValue others = fields.getOrDefault("manifests", JsonValue.Nothing.MISSING);
    fields.put(
        "manifests",
        new JsonValue.Elements(
            ImmutableList.<JsonValue>builder()
                .addAll(others.all())
                .add(descriptor(referrer))
                .build()));
    String text = JsonWriter.text(new JsonValue.Members(fields));
    return Manifest.of(MediaTypes.OCI_INDEX, text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonValue descriptor(Manifest referrer) throws IOException {
    JsonValue manifest = JsonReader.read(referrer.bytes());
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    fields.put("mediaType", new JsonValue.Scalar(referrer.mediaType()));
    fields.put("digest", new JsonValue.Scalar(referrer.digest().toString()));
    fields.put("size", new JsonValue.Scalar(referrer.bytes().length));
    String own = manifest.get("artifactType").text();
    String type = own.isEmpty() ? manifest.get("config").get("mediaType").text() : own;
    if (!type.isEmpty()) {
      fields.put("artifactType", new JsonValue.Scalar(type));
    }
    if (manifest.get("annotations") instanceof JsonValue.Members annotations) {
      fields.put("annotations", annotations);
    }
    return new JsonValue.Members(fields);
  }
}
