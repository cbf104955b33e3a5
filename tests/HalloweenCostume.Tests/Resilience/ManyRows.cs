using Dapper;
using HalloweenCostume.Data;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>Rows by the thousand, written into a folder where no server runs.</summary>
internal static class ManyRows
{
    /// <summary>Pictures of person 1 that were ready long ago, a second apart; their objects are not there.</summary>
    public static void AddPictures(string folder, int count) => Write(folder, count, (connection, generation, at) => Insert(connection, generation, at, "completed", "ready"));

    /// <summary>Generations of one picture each that were accepted and not begun.</summary>
    public static void AddUnfinished(string folder, int count) => Write(folder, count, (connection, generation, at) => Insert(connection, generation, at, "queued", "queued"));

    private static void Write(string folder, int count, Action<System.Data.Common.DbConnection, Guid, DateTimeOffset> insert)
    {
        using var source = new SqliteDataSource(new(Path.Combine(folder, "halloween.db"), "WAL"));
        using var connection = source.OpenConnection();
        using var transaction = connection.BeginTransaction();
        var start = DateTimeOffset.UtcNow.AddDays(-2);
        for (var number = 0; number < count; number++)
            insert(connection, Guid.CreateVersion7(start.AddSeconds(number)), start.AddSeconds(number));
        transaction.Commit();
    }

    private static void Insert(System.Data.Common.DbConnection connection, Guid generation, DateTimeOffset at, string status, string imageStatus)
    {
        var image = Guid.CreateVersion7(at).ToString();
        var ready = imageStatus == "ready";
        connection.Execute(
            """
            INSERT INTO generations (id, person_id, lora_id, prompt, num_images, status, created_at, completed_at)
            VALUES (@generation, 1, 1, 'A portrait of johndoe as a pirate captain in front of a haunted house at full moon.', 1, @status, @at, CASE WHEN @ready THEN @at END);
            INSERT INTO images (id, generation_id, person_id, position, status, seed, width, height, content_type, bucket, object_name, thumbhash, created_at)
            VALUES (@image, @generation, 1, 0, @imageStatus, abs(random() % 2147483647), iif(@ready, 768, NULL), iif(@ready, 1024, NULL), iif(@ready, 'image/jpeg', NULL),
                    iif(@ready, 'halloween-costume-generated-images', NULL), iif(@ready, '1/' || @image || '.jpg', NULL), iif(@ready, 'jNkBBQBoe3i4DhZltpTlmMysUN0L', NULL), @at);
            """, new { generation = generation.ToString(), image, status, imageStatus, ready, at = at.ToUnixTimeMilliseconds() });
    }
}
