using System.Globalization;
using HalloweenCostume.Data;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Backups;

/// <summary>A copy of the database in its bucket.</summary>
/// <param name="Name"><c>halloween-20261031T180000000Z-v4.db</c>: when it was made, in UTC, and with which schema. Later ones come later by name, too.</param>
public sealed record Backup(string Name, DateTimeOffset MadeAt, int SchemaVersion, long SizeBytes)
{
    private const string Begin = "halloween-", Middle = "Z-v", End = ".db", Moment = "yyyyMMdd'T'HHmmssfff";

    public static string NameOf(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{Begin}{now.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture)}{Middle}{Migrations.LatestVersion}{End}");

    /// <returns>Null when the object is no copy of the database.</returns>
    public static Backup? Of(StoredObject stored)
    {
        var name = stored.Name.Path;
        if (!name.StartsWith(Begin, StringComparison.Ordinal) || !name.EndsWith(End, StringComparison.Ordinal)
            || name[Begin.Length..^End.Length].Split(Middle) is not [var moment, var version]
            || !DateTime.TryParseExact(moment, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var madeAt)
            || !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return new(name, madeAt, number, stored.SizeBytes);
    }
}
