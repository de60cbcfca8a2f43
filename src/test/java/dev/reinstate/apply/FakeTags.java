package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteSource;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tags of one repository, which remembers how it was asked. */
public final class FakeTags implements ImageWriter {

  public final Map<String, DescriptorDigest> tags = new TreeMap<>();
  public final List<String> asked = new ArrayList<>();
  public final Map<DescriptorDigest, Integer> uploaded = new HashMap<>();
  public boolean tellsDigests = true;
  public boolean refusesToList;
  public boolean refusesIncomplete;
  public Runnable whileListing = () -> {};

  @Override
  public Optional<DescriptorDigest> resolve(Repository repository, String tag) {
    asked.add(tag);
    return Optional.ofNullable(tags.get(tag));
  }

  @Override
  public ImmutableMap<String, Optional<DescriptorDigest>> tags(Repository repository)
      throws IOException {
    asked.add("all");
    whileListing.run();
    if (refusesToList) {
      throw new IOException("10,000 tags or more");
    }
    ImmutableMap.Builder<String, Optional<DescriptorDigest>> listed = ImmutableMap.builder();
    tags.forEach(
        (tag, digest) -> listed.put(tag, tellsDigests ? Optional.of(digest) : Optional.empty()));
    return listed.buildOrThrow();
  }

  @Override
  public boolean refusesIncomplete(Repository repository, DescriptorDigest absent) {
    return refusesIncomplete;
  }

  @Override
  public boolean listsReferrers(Repository repository, DescriptorDigest subject) {
    return true;
  }

  @Override
  public boolean hasBlob(Repository repository, DescriptorDigest blob) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PutResult putManifest(Repository repository, Manifest manifest) {
    throw new UnsupportedOperationException();
  }

  @Override
  public PutResult putManifest(Repository repository, ExpectedTag tag, Manifest manifest) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<UploadSession> mountBlob(
      Repository repository, DescriptorDigest blob, Repository from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void uploadBlob(
      Repository repository, Descriptor blob, ByteSource bytes, Optional<UploadSession> session)
      throws IOException {
    uploaded.put(blob.digest(), bytes.read().length);
  }
}
