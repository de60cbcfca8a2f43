package dev.reinstate.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.sandbox.image.SampleImage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of the auditor before this one, faults included: parse, validate, match the manifests,
 * and else look for a parent among everything in the source registry.
 *
 * @param staged what the source registry holds
 */
public record OldRules(DesiredState desired, Collection<SampleImage> staged) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What it logged, without the identifier in front. */
  public String judge(String data) {
    JsonNode message;
    try {
      message = JSON.readTree(data);
    } catch (JsonProcessingException e) {
      return "TRANSACTION REJECTED: parse failure: " + e.getOriginalMessage();
    }
    String action = message.path("action").asText("");
    String fqin = message.path("digest").asText("");
    String pqin = message.path("tag").asText("");
    String[] byDigest = fqin.split("@", -1);
    String[] byTag = pqin.split(":", -1);
    if (fqin.isEmpty() && pqin.isEmpty()) {
      return invalid("neither 'digest' nor 'tag' was specified");
    }
    if (!fqin.isEmpty() && byDigest.length != 2) {
      return invalid("invalid FQIN: " + fqin);
    }
    if (!pqin.isEmpty() && byTag.length != 2) {
      return invalid("invalid PQIN: " + pqin);
    }
    if (!action.equals("INSERT")) {
      return invalid(action.equals("DELETE") ? "deletions are prohibited" : "unknown action");
    }
    String path = pqin.isEmpty() ? byDigest[0] : byTag[0];
    return match(
        path, fqin.isEmpty() ? "" : byDigest[1], pqin.isEmpty() ? "" : byTag[1], fqin, message);
  }

  private String match(String path, String digest, String tag, String fqin, JsonNode payload) {
    Optional<TaggedImages> images =
        desired.repositories().entrySet().stream()
            .filter(each -> each.getKey().toString().equals(path))
            .map(Map.Entry::getValue)
            .map(DesiredRepository::images)
            .findFirst();
    if (images.isPresent() && agrees(images.get(), digest, tag)) {
      return verified(payload, "agrees with manifest");
    }
    if (images.isEmpty()) {
      return "TRANSACTION REJECTED: could not find matching source registry for " + fqin;
    }
    if (digest.isEmpty()) {
      return "TRANSACTION REJECTED: digest missing from payload --- cannot check parent digest: ";
    }
    return parent(digest)
        .map(found -> verified(payload, "agrees with manifest (parent digest " + found + ")"))
        .orElseGet(() -> "TRANSACTION REJECTED: " + payload + ": could not validate");
  }

  private static boolean agrees(TaggedImages images, String digest, String tag) {
    return images.tagsByDigest().entrySet().stream()
        .filter(each -> each.getKey().toString().equals(digest))
        .anyMatch(each -> tag.isEmpty() || each.getValue().contains(tag));
  }

  /** Whether the parent is in any manifest nobody asked. */
  private Optional<String> parent(String digest) {
    for (SampleImage image : staged) {
      List<String> children =
          image.children().stream().map(child -> child.digest().toString()).toList();
      if (children.contains(digest)) {
        return Optional.of(image.digest().toString());
      }
    }
    return Optional.empty();
  }

  private static String verified(JsonNode payload, String why) {
    return "TRANSACTION VERIFIED: " + payload + ": " + why;
  }

  private static String invalid(String why) {
    return "TRANSACTION REJECTED: validation failure: " + why;
  }

  public static boolean isVerified(String text) {
    return text.startsWith("TRANSACTION VERIFIED: ");
  }
}
