package dev.reinstate.proof;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reinstate.json.Json;
import dev.reinstate.proof.Proof.Counts;
import dev.reinstate.proof.Proof.Damage;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.format.JsonObject;
import java.io.IOException;
import java.util.HexFormat;

/** Proofs as JSON. */
final class ProofCodec {

  private ProofCodec() {}

  static byte[] encode(ProofKind kind, Proof proof) {
    return JsonObject.write(1, kind.mediaType(), json -> write(json, proof));
  }

  private static void write(JsonGenerator json, Proof proof) throws IOException {
    json.writeStringField("begun", proof.begun().toString());
    json.writeStringField("ended", proof.ended().toString());
    json.writeStringField("level", proof.level().word());
    if (proof.shard().isPresent()) {
      json.writeStringField("shard", proof.shard().get());
    }
    json.writeStringField("from", HexFormat.of().toHexDigits(proof.from()));
    json.writeStringField("to", HexFormat.of().toHexDigits(proof.to()));
    Json.writeObject(
        json,
        "counts",
        counts -> {
          counts.writeNumberField("images", proof.counts().images());
          counts.writeNumberField("manifests", proof.counts().manifests());
          counts.writeNumberField("blobs", proof.counts().blobs());
          counts.writeNumberField("bytes", proof.counts().bytes());
          counts.writeNumberField("requests", proof.counts().requests());
        });
    json.writeStringField("proven", proof.proven().text());
    json.writeStringField("damaged", proof.damaged().text());
    json.writeStringField("unread", proof.unread().text());
    Json.writeObjects(json, "damage", proof.damage(), ProofCodec::write);
  }

  private static void write(JsonGenerator json, Damage damage) throws IOException {
    json.writeStringField("kind", damage.kind());
    json.writeStringField("repository", damage.repository());
    json.writeStringField("digest", damage.digest());
    json.writeStringField("expected", damage.expected());
    json.writeStringField("seen", damage.seen());
  }

  /** Reads a proof; {@code document} is its name in errors. */
  static Proof decode(ProofKind kind, String document, byte[] bytes)
      throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes, 1, kind.mediaType());
    Proof proof =
        new Proof(
            root.time("begun"),
            root.time("ended"),
            root.value("level", ProofLevel::of),
            root.optionalValue("shard", shard -> shard),
            root.value("from", ProofCodec::place),
            root.value("to", ProofCodec::place),
            counts(root.object("counts")),
            root.value("proven", Places::parse),
            root.value("damaged", Places::parse),
            root.value("unread", Places::parse),
            root.objects("damage", ProofCodec::damage));
    if (!proof.ended().equals(root.time("ended"))) {
      throw root.damaged("ended", "is before 'begun'");
    }
    return proof;
  }

  private static Counts counts(JsonObject counts) throws DamagedSnapshotException {
    return new Counts(
        counts.number("images", 0),
        counts.number("manifests", 0),
        counts.number("blobs", 0),
        counts.number("bytes", 0),
        counts.number("requests", 0));
  }

  private static Damage damage(JsonObject damage) throws DamagedSnapshotException {
    return new Damage(
        damage.text("kind"),
        damage.text("repository"),
        damage.text("digest"),
        damage.text("expected"),
        damage.text("seen"));
  }

  private static long place(String hex) {
    if (!hex.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException("is not a place of 16 hexadecimal digits: " + hex);
    }
    return Long.parseUnsignedLong(hex, 16);
  }
}
