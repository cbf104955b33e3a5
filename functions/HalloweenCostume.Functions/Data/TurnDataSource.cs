using System.Data.Common;
using HalloweenCostume.Data;

namespace HalloweenCostume.Functions.Data;

/// <summary>Opens connections to the file of the present turn.</summary>
internal sealed class TurnDataSource : DbDataSource
{
    private SqliteDataSource? _file;

    public override string ConnectionString => Current.ConnectionString;

    private SqliteDataSource Current => Volatile.Read(ref _file) ?? throw new NotOurTurnException();

    /// <summary>Opens a turn's file, brought to this program's schema.</summary>
    /// <exception cref="SchemaTooNewException">A newer version of the program wrote it.</exception>
    public void Open(DatabaseOptions options)
    {
        var file = new SqliteDataSource(options);
        try
        {
            using var unguarded = new Database(file);
            Migrations.Run(options, unguarded);
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
}
