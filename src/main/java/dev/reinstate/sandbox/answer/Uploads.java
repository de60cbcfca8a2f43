package dev.reinstate.sandbox.answer;

import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The uploads that are open. Their ids are serial numbers: this registry guards nothing. */
public final class Uploads {

  private final Map<String, Upload> open = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  Upload open(String repository) {
    Upload upload = new Upload(Long.toString(lastId.incrementAndGet()), repository);
    open.put(upload.id(), upload);
    return upload;
  }

  Upload find(Target target) throws RefusedException {
    Upload upload = open.get(target.reference());
    if (upload == null || !upload.repository().equals(target.repository())) {
      throw new RefusedException(404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
    }
    return upload;
  }

  void close(Upload upload) {
    open.remove(upload.id());
  }
}
