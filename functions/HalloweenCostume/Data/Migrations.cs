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

    /// <exception cref="SchemaTooNewException">A newer version of the program wrote this database.</exception>
    public static void Run(DatabaseOptions options, Database database)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } folder)
            Directory.CreateDirectory(folder);
        if (!File.Exists(options.Path))
            SqliteDataSource.Create(options);
        using var connection = database.Open();
        connection.Execute($"PRAGMA journal_mode = {options.JournalMode}");
        Run(connection, LatestVersion);
    }

    internal static void Run(DbConnection connection, int upTo)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (version > LatestVersion)
            throw new SchemaTooNewException(version, LatestVersion);
        foreach (var script in Scripts().Where(s => s.Version > version && s.Version <= upTo).OrderBy(s => s.Version))
            Apply(connection, script);
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

public sealed class SchemaTooNewException(int found, int known)
    : Exception($"The database has schema version {found}, this program knows versions up to {known}. Use the newer program that wrote it.");
