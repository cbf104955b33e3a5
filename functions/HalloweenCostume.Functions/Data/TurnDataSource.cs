using System.Data.Common;
using HalloweenCostume.Data;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Data;

/// <summary>Opens connections to the file of the present turn.</summary>
internal sealed partial class TurnDataSource(ILogger<TurnDataSource> logger) : DbDataSource
{
    private SqliteDataSource? _file;

    public override string ConnectionString => Current.ConnectionString;

    private SqliteDataSource Current => Volatile.Read(ref _file) ?? throw new NotOurTurnException();

    /// <summary>Opens a turn's file, brought to this program's schema.</summary>
    /// <param name="options">The database's, of which <paramref name="path"/> is the file for now.</param>
    /// <exception cref="SchemaTooNewException">A newer version of the program wrote it.</exception>
    public void Open(DatabaseOptions options, string path)
    {
        var turn = options with { Path = path };
        var file = new SqliteDataSource(turn);
        try
        {
            using var unguarded = new Database(file);
            if (Migrations.Run(turn, unguarded, options.Path) is { } copy)
                LogMigrated(copy);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        Use(file);
    }

    public void Close() => Use(null);

    protected override DbConnection CreateDbConnection() => Current.CreateConnection();

    protected override DbConnection OpenDbConnection() => Current.OpenConnection();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }

    private void Use(SqliteDataSource? file) => Interlocked.Exchange(ref _file, file)?.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "The database was brought to a newer schema. As it was before it is kept as {File} for 30 days")]
    private partial void LogMigrated(string file);
}
