using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;

namespace HalloweenCostume.Data;

/// <summary>
/// Brings a database to this program's schema: the embedded scripts <c>NNN-what.sql</c> in the order of their numbers,
/// each in a transaction of its own together with <c>PRAGMA user_version = NNN</c>.
/// </summary>
public static class Migrations
{
    private const string Prefix = "Migrations/";

    public static int LatestVersion => Scripts().Max(script => script.Version);

    /// <summary>Makes the database where there is none. One of an earlier version is copied before it is changed.</summary>
    /// <param name="name">The file that the copy is named after, where the database has another name for a while.</param>
    /// <returns>Where that copy lies; null when there was nothing to change.</returns>
    /// <exception cref="SchemaTooNewException">A newer version of the program wrote this database.</exception>
    /// <exception cref="IOException">The copy could not be made, so nothing was changed.</exception>
    public static string? Run(DatabaseOptions options, Database database, string? name = null)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } folder)
            Directory.CreateDirectory(folder);
        if (!File.Exists(options.Path))
            SqliteDataSource.Create(options);
        using var connection = database.Open();
        var version = KnownVersion(connection);
        connection.Execute($"PRAGMA journal_mode = {options.JournalMode}");
        var copy = version > 0 && version < LatestVersion ? CopyOf(connection, version, options with { Path = name ?? options.Path }) : null;
        Run(connection, LatestVersion);
        return copy;
    }

    internal static void Run(DbConnection connection, int upTo)
    {
        var version = KnownVersion(connection);
        foreach (var script in Scripts().Where(s => s.Version > version && s.Version <= upTo).OrderBy(s => s.Version))
            Apply(connection, script);
    }

    private static int KnownVersion(DbConnection connection)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        return version <= LatestVersion ? version : throw new SchemaTooNewException(version, LatestVersion);
    }

    private static string? CopyOf(DbConnection connection, int version, DatabaseOptions options)
    {
        var path = EarlierDatabases.PathOf(options, string.Create(CultureInfo.InvariantCulture, $"schema-{version + 1}"));
        // On a share SQLite's locks do not work: there the copy is made on this machine's disk, and brought over as bytes.
        var made = options.Locks ? $"{Path.GetFullPath(options.Path)}.{Guid.NewGuid():N}.tmp" : Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.tmp");
        try
        {
            DatabaseCopy.Make(connection, made);
            using (var copy = DatabaseCopy.Open(made))
            {
                // Another process was first: this is its work already, and it has made the copy.
                if (copy.ExecuteScalar<int>("PRAGMA user_version") != version)
                    return null;
            }

            if (options.Locks)
                File.Move(made, path, overwrite: true);
            else
                DatabaseCopy.Bring(made, path);
            return path;
        }
        finally
        {
            DatabaseCopy.Delete(made);
        }
    }

    private static void Apply(DbConnection connection, (int Version, string Resource) script)
    {
        using var transaction = connection.BeginTransaction();
        // Another process may have been first: the version is read again under the write lock.
        if (connection.ExecuteScalar<int>("PRAGMA user_version") >= script.Version)
            return;
        using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(script.Resource)!);
        connection.Execute(reader.ReadToEnd());
        connection.Execute($"PRAGMA user_version = {script.Version}");
        transaction.Commit();
    }

    private static IEnumerable<(int Version, string Resource)> Scripts() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(Prefix.Length, 3), CultureInfo.InvariantCulture), name));
}

public sealed class SchemaTooNewException(int found, int known) : Exception($"The database {Words(found, known)}")
{
    /// <summary>To go behind what it is that has the schema.</summary>
    public static string Words(int found, int known) =>
        $"has schema version {found}, this program knows versions up to {known}. Use the newer program that wrote it.";
}
