package dev.reinstate.apply.restore;

import com.fasterxml.jackson.jr.stree.JrsArray;
import com.fasterxml.jackson.jr.stree.JrsMissing;
import com.fasterxml.jackson.jr.stree.JrsNumber;
import com.fasterxml.jackson.jr.stree.JrsObject;
import com.fasterxml.jackson.jr.stree.JrsString;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.KnownState;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
      return tags.add(repository, tag, index(JrsMissing.instance(), referrer), known);
    }
    if (now.get().equals(subject)) {
      return Optional.empty(); // it takes the tag for the digest, so that nobody could read a list
    }
    Manifest list = reader.manifest(repository, now.get());
    JrsValue index = Json.read(list.bytes());
    if (!index.isObject() || !list.mediaType().equals(MediaTypes.OCI_INDEX)) {
      return Optional.of("tag " + tag + " is no list of referrers, so that nothing lists it");
    }
    boolean listed =
        ManifestReferences.of(list).children().stream()
            .map(Descriptor::digest)
            .anyMatch(referrer.digest()::equals);
    return listed
        ? Optional.empty()
        : tags.move(repository, tag, now.get(), index(index, referrer));
  }

  /** The same list with one more. */
  private static Manifest index(JrsValue list, Manifest referrer) throws IOException {
    Map<String, JrsValue> fields = new LinkedHashMap<>();
    fields.put("schemaVersion", new JrsNumber(2));
    fields.put("mediaType", new JrsString(MediaTypes.OCI_INDEX));
    JsonValues.members(list).forEach(field -> fields.put(field.getKey(), field.getValue()));
    List<JrsValue> manifests = new ArrayList<>(JsonValues.all(list.path("manifests")));
    manifests.add(descriptor(referrer));
    fields.put("manifests", new JrsArray(manifests));
    return Manifest.of(
        MediaTypes.OCI_INDEX, Json.text(new JrsObject(fields)).getBytes(StandardCharsets.UTF_8));
  }

  private static JrsValue descriptor(Manifest referrer) throws IOException {
    JrsValue manifest = Json.read(referrer.bytes());
    Map<String, JrsValue> fields = new LinkedHashMap<>();
    fields.put("mediaType", new JrsString(referrer.mediaType()));
    fields.put("digest", new JrsString(referrer.digest().toString()));
    fields.put("size", new JrsNumber(referrer.bytes().length));
    String own = JsonValues.text(manifest.path("artifactType"));
    String type = own.isEmpty() ? JsonValues.text(manifest.path("config").path("mediaType")) : own;
    if (!type.isEmpty()) {
      fields.put("artifactType", new JrsString(type));
    }
    if (manifest.path("annotations").isObject()) {
      fields.put("annotations", manifest.path("annotations"));
    }
    return new JrsObject(fields);
  }
}
