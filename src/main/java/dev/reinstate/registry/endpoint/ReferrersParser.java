package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.KnownNames;
import dev.reinstate.registry.address.PermanentException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the digests of one page of a list of referrers, an OCI index, as it arrives. */
final class ReferrersParser {

  private final StrictJson json;
  private final KnownNames names;
  private final ImmutableSet.Builder<DescriptorDigest> referrers = ImmutableSet.builder();
  private boolean isList;
  private boolean isNamed;

  private ReferrersParser(StrictJson json, KnownNames names) {
    this.json = json;
    this.names = names;
  }

  static ImmutableSet<DescriptorDigest> parse(InputStream body, KnownNames names)
      throws IOException {
    try (StrictJson json = StrictJson.open(body, "list of referrers")) {
      ReferrersParser parser = new ReferrersParser(json, names);
      json.document(parser::field);
      if (!parser.isList) {
        throw new PermanentException("the list of referrers has no manifests");
      }
      return parser.referrers.build();
    }
  }

  private void field(String name) throws IOException {
    if (name.equals("manifests")) {
      isList = true;
      json.array(this::descriptor);
    } else {
      json.skip();
    }
  }

  private void descriptor() throws IOException {
    isNamed = false;
    json.object(this::descriptorField);
    if (!isNamed) {
      throw new PermanentException("the list of referrers has one without a digest");
    }
  }

  private void descriptorField(String name) throws IOException {
    if (!name.equals("digest")) {
      json.skip();
      return;
    }
    try {
      referrers.add(names.digest(json.text()));
      isNamed = true;
    } catch (IllegalArgumentException e) {
      throw new PermanentException("the list of referrers has one without a SHA-256 digest", e);
    }
  }
}
