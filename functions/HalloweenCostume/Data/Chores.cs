using System.Data.Common;
using Dapper;

namespace HalloweenCostume.Data;

/// <summary>When something was done that others go by.</summary>
internal static class Chores
{
    /// <summary>The database was put back from a copy.</summary>
    public const string Restored = "restored";

    /// <summary>Objects without a row were deleted.</summary>
    public const string Swept = "swept";

    public static void Write(DbConnection connection, string name, DateTimeOffset now) => connection.Execute(
        "INSERT INTO chores (name, done_at) VALUES (@name, @at) ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at",
        new { name, at = now.ToUnixTimeMilliseconds() });

    public static DateTimeOffset? Find(DbConnection connection, string name) =>
        connection.ExecuteScalar<long?>("SELECT done_at FROM chores WHERE name = @name", new { name }) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
